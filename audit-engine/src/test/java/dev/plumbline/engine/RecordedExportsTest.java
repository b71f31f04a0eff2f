package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.LayerOrder;
import dev.plumbline.engine.input.files.NumpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * What PyTorch's tools export is audited as the modules' own outputs: every layer is found, in the
 * order in which the modules run, and its representation is what a forward hook saw.
 *
 * <p>{@code -Dplumbline.exports=FOLDER} tries the fixtures that {@code tools/export/try_roads.py}
 * made instead of those bundled.
 */
@Tag("heavy")
class RecordedExportsTest {

  private static final double TOLERANCE = 1e-3;
  private static final double HALF_TOLERANCE = 1e-2;

  @TempDir Path folder;

  static Stream<String> exports() throws IOException {
    try (Stream<Path> files = Files.list(fixtures())) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".zip"))
              .sorted()
              .toList();
      assertThat(names).isNotEmpty();
      return names.stream();
    }
  }

  private static Path fixtures() {
    String given = System.getProperty("plumbline.exports");
    return given == null ? Audits.resource("/exports") : Path.of(given);
  }

  @ParameterizedTest
  @MethodSource("exports")
  void everyLayerIsTheModulesOwnOutput(String name) {
    RecordedExport export =
        RecordedExport.unpack(fixtures().resolve(name), folder.resolve("export"));
    double tolerance = name.contains("float16") ? HALF_TOLERANCE : TOLERANCE;
    Path dump = folder.resolve("dump");

    Outcomes outcomes = export.audit(dump);

    assertThat(outcomes.engineFailure()).as(outcomes.console()).isEmpty();
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(outcomes.layerOrders())
        .extracting(LayerOrder::layers)
        .containsExactly(export.layers().stream().map(LayerName::new).toList());
    assertThat(differences(dump, export.putOut(), tolerance)).isEmpty();
  }

  private static List<String> differences(
      Path dump, Map<String, NumpyArray> putOut, double tolerance) {
    List<String> differences = new ArrayList<>();
    putOut.forEach(
        (layer, expected) -> {
          NumpyArray actual = RecordedExport.dumped(dump, layer);
          if (!(difference(expected, actual) <= tolerance)) {
            differences.add(layer + ": off by " + difference(expected, actual));
          }
          // Otherwise another layer in its place would pass for it.
          putOut.forEach(
              (other, others) -> {
                if (!other.equals(layer) && !(difference(others, actual) > 2 * tolerance)) {
                  differences.add(layer + " could be " + other);
                }
              });
        });
    return differences;
  }

  /** The largest difference, relative to the largest value; infinite where shapes differ. */
  private static double difference(NumpyArray expected, NumpyArray actual) {
    if (!Arrays.equals(expected.shape(), actual.shape())) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.data().length; i++) {
      largest = Math.max(largest, Math.abs(expected.data()[i]));
      difference = Math.max(difference, Math.abs(expected.data()[i] - actual.data()[i]));
    }
    return difference / largest;
  }
}
