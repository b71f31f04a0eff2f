package dev.plumbline.engine.runtime;

import dev.plumbline.api.files.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that ONNX Runtime unpacks its native libraries into, 30 MB and more. It has a name
 * that does not tell whose it is, and stays when the process is killed. So it is made a folder of
 * this process's, as far as the system says which it is (Linux), and the next process deletes it.
 */
final class UnpackedLibraries {

  private static final String PREFIX = "onnxruntime-java";
  private static final Path MAPPED = Path.of("/proc/self/maps");

  private UnpackedLibraries() {}

  /**
   * Makes the folder from which the libraries of this process were loaded its own, and deletes what
   * killed processes have left.
   */
  static void own() {
    if (!Files.isReadable(MAPPED)) {
      return;
    }
    try (Stream<String> lines = Files.lines(MAPPED)) {
      Optional<Path> folder = lines.flatMap(line -> folder(line).stream()).findFirst();
      if (folder.isPresent() && Files.isDirectory(folder.get())) {
        TemporaryFolder.adopt(folder.get(), PREFIX);
      }
    } catch (IOException e) {
      return; // it takes room only
    }
  }

  /** Returns the folder of a library that is loaded, by a line of what is mapped. */
  static Optional<Path> folder(String line) {
    Matcher library =
        Pattern.compile("(/.*/" + PREFIX + "\\d+)/[^/]*onnxruntime[^/]*").matcher(line);
    return library.find() ? Optional.of(Path.of(library.group(1))) : Optional.empty();
  }
}
