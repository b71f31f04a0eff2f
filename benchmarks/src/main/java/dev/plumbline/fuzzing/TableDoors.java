package dev.plumbline.fuzzing;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.judge.BoundsFile;
import dev.plumbline.engine.judge.FrozenViolations;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Tables that people write and keep: bounds, and frozen violations. */
final class TableDoors {

  private static final String AUDIT = "corner-similarity";
  private static final String METRIC = "similarity.corner_to_border";
  private static final Subject SUBJECT =
      new Subject("checkpoint", new LayerName("up_blocks.1.resnets.0"), 50);

  private TableDoors() {}

  static boolean bounds(byte[] input, Path folder, Said said) throws IOException {
    Path file = Files.write(folder.resolve("bounds.csv"), input);
    BoundsFile bounds =
        BoundsFile.read(
            Files.newBufferedReader(file),
            file.getFileName().toString(),
            List.of("checkpoint", "parent"));
    bounds.problems().forEach(said::note);
    bounds.references();
    bounds.withHashes(checkpoint -> "0".repeat(64));
    Metric metric = Metric.of(METRIC, 0.5, 10, Direction.HIGHER);
    boolean isFound = bounds.find(AUDIT, metric, SUBJECT).isPresent();
    Optional<?> references = bounds.references(AUDIT, METRIC, SUBJECT);
    if (isFound != references.isPresent()) {
      throw new Finding("The row of a metric is found by one way and not by the other");
    }
    return bounds.problems().isEmpty();
  }

  /** What is read and written must be read as the same again. */
  static boolean frozen(byte[] input, Path folder, Said said) throws IOException {
    Path file = Files.write(folder.resolve("frozen.csv"), input);
    String name = file.getFileName().toString();
    String text = FrozenViolations.read(Files.newBufferedReader(file), name, false).text();
    String again = FrozenViolations.read(new StringReader(text), name, false).text();
    if (!text.equals(again)) {
      throw new Finding("Frozen violations are not read as they were written: " + text);
    }
    return true;
  }
}
