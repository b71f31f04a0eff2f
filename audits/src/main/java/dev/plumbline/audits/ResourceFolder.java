package dev.plumbline.audits;

import dev.plumbline.api.files.TemporaryFolder;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Folders among this module's resources, as folders on disk. */
final class ResourceFolder {

  private static final Map<String, Path> COPIES = new HashMap<>();

  private ResourceFolder() {}

  /**
   * Returns a resource folder: itself where resources lie on disk, else a copy of it. That is made
   * once, below a folder that is this process's alone and new, so that nobody can have put anything
   * into it, and is deleted when the process ends, or by the next one if it is killed.
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
    Path copied = COPIES.get(name);
    if (copied == null) {
      copied = copyOf(uri.toString(), name);
      COPIES.put(name, copied);
    }
    return copied;
  }

  private static Path copyOf(String spec, String name) throws IOException {
    String entry = spec.substring(spec.indexOf("!/") + 1);
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    Path folder = TemporaryFolder.make(parent, "plumbline-bundled-").path();
    try (FileSystem jar =
        FileSystems.newFileSystem(Path.of(URI.create(spec.substring(4, spec.indexOf("!/")))))) {
      return copy(jar.getPath(entry), folder.resolve(name));
    }
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
      } else {
        Files.copy(source, target);
      }
    }
    return to;
  }
}
