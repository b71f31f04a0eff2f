package dev.plumbline.cli.run;

import dev.plumbline.engine.plan.NearestName;
import dev.plumbline.engine.plan.UserError;
import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/**
 * Which audits are run: those that are selected by name, or else the built-in ones and all in the
 * user's class path.
 *
 * @param classPath the user's folders and jars of audits
 * @param names classes, packages, or {@code Class#method}
 * @param tags a tag expression that leaves have to fulfil; blank for any
 */
public record AuditSelection(List<Path> classPath, List<String> names, String tags) {

  /** Where the built-in audits are. */
  private static final String BUILT_IN = "dev.plumbline.audits";

  /** The built-in audits, all of them. */
  public static final AuditSelection ALL = new AuditSelection(List.of(), List.of(), "");

  /** Copies the lists. */
  public AuditSelection {
    classPath = List.copyOf(classPath);
    names = List.copyOf(names);
  }

  /**
   * Makes a selection of what was given.
   *
   * @param classPath folders and jars, as a class path has them
   * @param names classes, packages, or {@code Class#method}
   * @param tags a tag expression; blank for any
   * @throws UserError if a folder or jar is not there
   */
  public static AuditSelection of(String classPath, List<String> names, String tags) {
    List<Path> entries =
        Arrays.stream(classPath.split(File.pathSeparator, -1))
            .filter(entry -> !entry.isBlank())
            .map(entry -> Path.of(entry).toAbsolutePath().normalize())
            .toList();
    entries.stream()
        .filter(entry -> !Files.exists(entry))
        .findFirst()
        .ifPresent(
            missing -> {
              throw new UserError(
                  "--classpath: there is no folder or jar " + missing + "; name one that is.");
            });
    return new AuditSelection(entries, names, tags);
  }

  /**
   * Makes a class loader that finds the user's audits, and all that this program has.
   *
   * @param parent the program's own
   */
  ClassLoader loader(ClassLoader parent) {
    return classPath.isEmpty()
        ? parent
        : new URLClassLoader(
            classPath.stream().map(AuditSelection::url).toArray(URL[]::new), parent);
  }

  private static URL url(Path entry) {
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UserError("--classpath: " + entry + " cannot be read (" + e + ").", e);
    }
  }

  /**
   * Returns what the JUnit Platform is asked for.
   *
   * @param loader finds the classes
   * @throws UserError if a name is neither a class nor a package
   */
  List<DiscoverySelector> selectors(ClassLoader loader) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (String name : names) {
      selectors.add(selector(name.strip(), loader));
    }
    if (names.isEmpty()) {
      selectors.add(DiscoverySelectors.selectPackage(BUILT_IN));
      Set<Path> roots = new LinkedHashSet<>(classPath);
      selectors.addAll(DiscoverySelectors.selectClasspathRoots(roots));
    }
    return selectors;
  }

  private static DiscoverySelector selector(String name, ClassLoader loader) {
    int hash = name.indexOf('#');
    String type = hash < 0 ? name : name.substring(0, hash);
    try {
      Class<?> found = loadClass(type, loader);
      return hash < 0
          ? DiscoverySelectors.selectClass(found)
          : method(found, name.substring(hash + 1));
    } catch (ClassNotFoundException | LinkageError e) {
      if (hash < 0 && loader.getResource(name.replace('.', '/') + "/") != null) {
        return DiscoverySelectors.selectPackage(name);
      }
      throw new UserError(
          "--select: there is no class"
              + (hash < 0 ? " or package " : " ")
              + type
              + " among the built-in audits or in --classpath; give its full name.",
          e);
    }
  }

  /** The built-in audits need no package. */
  private static Class<?> loadClass(String name, ClassLoader loader) throws ClassNotFoundException {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      return Class.forName(BUILT_IN + "." + name, false, loader);
    }
  }

  private static DiscoverySelector method(Class<?> type, String name) {
    List<Method> methods = List.of(type.getDeclaredMethods());
    return methods.stream()
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .<DiscoverySelector>map(method -> DiscoverySelectors.selectMethod(type, method))
        .orElseThrow(
            () ->
                new UserError(
                    String.format(
                        "--select: %s has no audit %s%s",
                        type.getName(),
                        name,
                        NearestName.of(name, methods.stream().map(Method::getName).toList())
                            .map(nearest -> "; did you mean " + nearest + "?")
                            .orElse("."))));
  }
}
