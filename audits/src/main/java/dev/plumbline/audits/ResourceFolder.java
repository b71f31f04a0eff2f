package dev.plumbline.audits;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders among this module's resources, as folders on disk. */
final class ResourceFolder {

  private ResourceFolder() {}

  /**
   * Returns a resource folder: itself where resources lie on disk, else a copy of it made once per
   * process below the temporary folder and deleted when the process ends.
   */
  static synchronized Path path(String name) throws IOException {
    URI uri;
    try {
      uri = ResourceFolder.class.getResource(name + "/").toURI();
    } catch (URISyntaxException e) {
      throw new IOException("The resources are at an unusable place", e);
    }
    if (!uri.getScheme().equals("jar")) {
      return Path.of(uri);
    }
    String spec = uri.toString();
    String entry = spec.substring(spec.indexOf("!/") + 1);
    try (FileSystem jar =
        FileSystems.newFileSystem(Path.of(URI.create(spec.substring(4, spec.indexOf("!/")))))) {
      return copy(jar.getPath(entry), target(name));
    }
  }

  private static Path target(String name) {
    long process = ProcessHandle.current().pid();
    return Path.of(System.getProperty("java.io.tmpdir"), "plumbline-" + process, name);
  }

  private static Path copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.toList();
    }
    for (Path source : all) {
      Path target = to.resolve(from.relativize(source).toString());
      if (Files.isDirectory(source)) {
        Files.createDirectories(target);
      } else if (!Files.exists(target)) {
        copyFile(source, target);
      }
      target.toFile().deleteOnExit();
    }
    return to;
  }

  private static void copyFile(Path source, Path target) throws IOException {
    try {
      Files.copy(source, target);
    } catch (FileAlreadyExistsException e) {
      // another class loader of this process was faster, with the same content
      return;
    }
  }
}
