package dev.plumbline.engine.measure.process;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The class path that classes of this process come from, for a process that needs the same. Most
 * programs have it from the JVM; JUnit's console launcher has class loaders of its own.
 */
public final class ClassPath {

  private ClassPath() {}

  /** Returns the class path, as the option {@code -cp} takes it. */
  static String current() {
    return String.join(File.pathSeparator, entries());
  }

  /** Returns what of the class path is there. */
  static List<Path> paths() {
    return entries().stream().map(Path::of).filter(Files::exists).toList();
  }

  private static Set<String> entries() {
    Set<String> entries = new LinkedHashSet<>();
    for (ClassLoader loader = Thread.currentThread().getContextClassLoader();
        loader != null;
        loader = loader.getParent()) {
      if (loader instanceof URLClassLoader urls) {
        for (URL url : urls.getURLs()) {
          add(url, entries);
        }
      }
    }
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry).toAbsolutePath().normalize().toString());
      }
    }
    return entries;
  }

  private static void add(URL url, Set<String> entries) {
    try {
      entries.add(Path.of(url.toURI()).normalize().toString());
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return; // no file, so no entry of a class path
    }
  }

  /**
   * Tells whether a class is in the class path, so that another process would find it.
   *
   * @param type the class
   */
  public static boolean isKnown(Class<?> type) {
    try {
      Path place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      return entries().contains(place.toAbsolutePath().normalize().toString());
    } catch (URISyntaxException | RuntimeException e) {
      return false;
    }
  }
}
