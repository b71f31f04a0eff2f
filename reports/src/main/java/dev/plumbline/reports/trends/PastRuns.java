package dev.plumbline.reports.trends;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Runs that were kept in a file, the newest first. */
final class PastRuns {

  /** As many as Allure keeps. */
  static final int MOST = 20;

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private PastRuns() {}

  /** Reads them. A file that cannot be understood holds none, as Allure does with its own. */
  static List<PastRun> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      List<PastRun> runs = JSON.readValue(file.toFile(), new TypeReference<List<PastRun>>() {});
      return runs == null
          ? List.of()
          : runs.stream().filter(Objects::nonNull).limit(MOST - 1L).toList();
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }

  /** Writes them with a newer one before them; the oldest give way. */
  static void write(Path file, PastRun newest, List<PastRun> before) throws IOException {
    List<PastRun> runs = Stream.concat(Stream.of(newest), before.stream()).limit(MOST).toList();
    AtomicFile.write(file, JSON.writeValueAsBytes(runs));
  }
}
