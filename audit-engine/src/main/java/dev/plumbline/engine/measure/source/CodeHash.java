package dev.plumbline.engine.measure.source;

import dev.plumbline.engine.plan.Sha256;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The hash of the code that measures: of the class files beside some classes, in a folder or a jar.
 * A build from a checkout has the same version before and after a change.
 */
public final class CodeHash {

  private CodeHash() {}

  /**
   * Hashes code.
   *
   * @param classes classes of each place whose code counts
   * @return 64 hexadecimal digits; where a place cannot be read, the classes' names stand for it
   */
  public static String of(Collection<Class<?>> classes) {
    TreeSet<String> parts = new TreeSet<>();
    for (Path place : classes.stream().flatMap(type -> place(type).stream()).distinct().toList()) {
      try {
        parts.add(Sha256.of(list(place)));
      } catch (IOException e) {
        parts.add("unreadable");
      }
    }
    classes.forEach(type -> parts.add(type.getName()));
    return Sha256.of(String.join("\n", parts));
  }

  private static List<Path> place(Class<?> type) {
    try {
      URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
      return List.of(Path.of(place));
    } catch (URISyntaxException | RuntimeException e) { // of no file
      return List.of();
    }
  }

  private static String list(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      return listFolder(place);
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return listFolder(jar.getPath("/"));
    }
  }

  private static String listFolder(Path folder) throws IOException {
    TreeSet<String> lines = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(some -> some.toString().endsWith(".class")).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        lines.add(name + " " + Sha256.of(Files.readAllBytes(file)));
      }
    }
    return String.join("\n", lines);
  }
}
