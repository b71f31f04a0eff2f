package dev.plumbline.engine.tree;

import dev.plumbline.api.spi.BundledInputs;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;

/** The audits that there are, be they in the run or not: what bounds may be written for. */
public final class KnownAudits {

  private final List<Class<?>> classes;
  private Set<String> others;

  KnownAudits(List<Class<?>> classes) {
    this.classes = List.copyOf(classes);
  }

  /** Returns the ids of the audits of the run's classes, also of those that are filtered away. */
  public Set<String> selected() {
    return ids(classes.stream());
  }

  /**
   * Returns the ids of the audits that are where those of the run are, and where the bundled ones
   * are, and whose classes are not in the run.
   */
  public synchronized Set<String> others() {
    if (others == null) {
      Set<URI> roots = new LinkedHashSet<>();
      Stream.concat(classes.stream(), bundled()).forEach(type -> root(type).ifPresent(roots::add));
      others = new TreeSet<>();
      for (URI root : roots) {
        List<Class<?>> found =
            ReflectionSupport.findAllClassesInClasspathRoot(root, AuditClass::is, names(root));
        others.addAll(ids(found.stream().filter(type -> !classes.contains(type))));
      }
    }
    return others;
  }

  /**
   * Returns which classes are looked at. A jar that holds the engine holds thousands of libraries'
   * classes too, none of which is to be loaded: there, only those count whose packages begin with
   * the same two words as the packages of the audits that are known.
   */
  private Predicate<String> names(URI root) {
    if (!root(KnownAudits.class).equals(Optional.of(root))) {
      return name -> true;
    }
    Set<String> beginnings =
        Stream.concat(classes.stream(), bundled())
            .map(type -> beginning(type.getPackageName()))
            .collect(Collectors.toSet());
    return name -> beginnings.contains(beginning(name));
  }

  private static String beginning(String name) {
    String[] words = name.split("\\.", 3);
    return words.length < 2 ? "" : words[0] + "." + words[1];
  }

  private static Stream<? extends Class<?>> bundled() {
    return ServiceLoader.load(BundledInputs.class).stream().map(ServiceLoader.Provider::type);
  }

  private static Optional<URI> root(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return source == null ? Optional.empty() : Optional.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      return Optional.empty(); // then what is there is not known
    }
  }

  private static Set<String> ids(Stream<? extends Class<?>> types) {
    Set<String> ids = new TreeSet<>();
    types.forEach(
        type -> {
          for (Method method : new AuditClass(type).audits()) {
            ids.add(new AuditMethod(type, method).id());
          }
        });
    return ids;
  }
}
