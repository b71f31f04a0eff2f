package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/**
 * The bundled checkpoint, measured on the reference vectors' latents and noise, against what a
 * plain NumPy implementation of the definitions made of the modules' own outputs in float64.
 */
class ReferenceParityTest {

  private static final Set<Class<? extends Measurement>> ALL =
      Set.of(
          TokenNorms.class,
          TokenGroupSimilarity.class,
          PositionProbe.class,
          FiniteActivations.class);

  private static final double TOLERANCE = 1e-3;
  private static final int TEST_IMAGES = 7;

  @Test
  void everyFigureAgreesWithTheReference() throws IOException {
    List<CSVRecord> expected = expected();
    CheckpointPlan plan = CheckpointPlan.empty(Vectors.referenceCheckpoint());
    for (CSVRecord row : expected) {
      plan.add(timestep(row), new LayerName(row.get("layer")), ALL);
    }
    CheckpointResults results = Vectors.measurer(Vectors.referenceInputs()).measure(plan);

    assertThat(plan.layers()).hasSize(46);
    assertThat(expected).hasSize(3802);
    Map<String, Metric> metrics = new HashMap<>();
    plan.passes()
        .forEach(
            (timestep, layers) ->
                layers
                    .keySet()
                    .forEach(
                        layer ->
                            ALL.stream()
                                .map(type -> results.measurement(timestep, layer, type))
                                .flatMap(measurement -> measurement.metrics().stream())
                                .forEach(
                                    metric ->
                                        metrics.put(
                                            timestep + " " + layer.path() + " " + metric.name(),
                                            metric))));
    List<String> differences = new ArrayList<>();
    for (CSVRecord row : expected) {
      String key = row.get("timestep") + " " + row.get("layer") + " " + row.get("metric");
      compare(row, metrics.get(key), key, differences);
    }
    assertThat(differences).isEmpty();
  }

  private static void compare(CSVRecord row, Metric metric, String key, List<String> differences) {
    if (metric == null) {
      differences.add(key + " was not measured");
    } else if (row.get("value").isEmpty() == metric.isApplicable()) {
      differences.add(key + " expected '" + row.get("value") + "' but was " + metric);
    } else if (metric.isApplicable()) {
      double expected = Double.parseDouble(row.get("value"));
      double actual = metric.value().getAsDouble();
      if (!(Math.abs(actual - expected) <= tolerance(row))) {
        differences.add(key + " expected " + expected + " but was " + actual);
      }
    }
  }

  /** A probe accuracy may differ by two test tokens, everything else by a thousandth. */
  private static double tolerance(CSVRecord row) {
    int grid = Integer.parseInt(row.get("grid"));
    return row.get("metric").startsWith("probe.")
        ? 2.0 / (TEST_IMAGES * grid * grid) + 1e-9
        : TOLERANCE;
  }

  private static int timestep(CSVRecord row) {
    return Integer.parseInt(row.get("timestep"));
  }

  private static List<CSVRecord> expected() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            ReferenceParityTest.class.getResourceAsStream("/vectors/reference-unet-expected.csv"),
            StandardCharsets.UTF_8)) {
      return CSVFormat.DEFAULT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .get()
          .parse(reader)
          .getRecords();
    }
  }
}
