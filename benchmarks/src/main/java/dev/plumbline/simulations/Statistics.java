package dev.plumbline.simulations;

import dev.plumbline.engine.baseline.BaselineFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The recorded baselines, which {@link RecordStatistics} makes. */
final class Statistics {

  static final String ARCHIVE = "statistics.zip";

  private Statistics() {}

  /** Reads all of them, by the names of the checkpoints. */
  static Map<String, RecordedCheckpoint> read() {
    try (InputStream archive = Statistics.class.getResourceAsStream(ARCHIVE)) {
      Path file = Files.createTempFile("plumbline-statistics", ".zip");
      try {
        Files.copy(archive, file, StandardCopyOption.REPLACE_EXISTING);
        return read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, RecordedCheckpoint> read(Path archive) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(archive);
        Stream<Path> entries = Files.list(files.getPath("/"))) {
      return entries
          .filter(entry -> entry.toString().endsWith(BaselineFile.ENDING))
          .map(BaselineFile::read)
          .collect(
              Collectors.toMap(
                  baseline -> baseline.checkpoint(), baseline -> new RecordedCheckpoint(baseline)));
    }
  }
}
