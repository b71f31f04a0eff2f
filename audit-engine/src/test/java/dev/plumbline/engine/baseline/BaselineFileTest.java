package dev.plumbline.engine.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineFileTest {

  private static final List<Image> IMAGES =
      List.of(
          new Image("a/1, first.jpg", "a"), new Image("a/2.jpg", "a"), new Image("\"b\"", "\"b\""));

  @TempDir Path folder;

  private static MetricKey key(String metric, String layer, int timestep) {
    return new MetricKey("Some.audit", metric, new LayerName(layer), timestep);
  }

  private static Metric metric(String name, Direction worse, Contributions given) {
    double value = given.value().orElseThrow();
    return new Metric(
        name,
        OptionalDouble.of(value),
        given.size(),
        worse,
        Optional.of(new ConfidenceInterval(value - 1e-9, value + 1.0 / 3)),
        "",
        Optional.of(given));
  }

  private static Baseline baseline() {
    Map<MetricKey, Metric> metrics = new TreeMap<>();
    metrics.put(
        key("m.ratio", "conv_in", 500),
        metric(
            "m.ratio",
            Direction.LOWER,
            Contributions.ratio(IMAGES, new double[] {1 / 3.0, 2, 0}, new double[] {7, 8, 1e-300})
                .within(0, 1)));
    metrics.put(
        key("m.mean", "conv_in", 50),
        metric(
            "m.mean",
            Direction.HIGHER,
            Contributions.ratio(
                IMAGES.subList(1, 3),
                new double[] {-Double.MIN_VALUE, 1e17},
                new double[] {1, 1})));
    metrics.put(
        key("m.total", "up_blocks.1.upsamplers.0", 50),
        metric("m.total", Direction.HIGHER, Contributions.total(IMAGES, new double[] {0, 3, 4})));
    metrics.put(
        key("m.largest", "conv_in", 50),
        metric(
            "m.largest", Direction.HIGHER, Contributions.maximum(IMAGES, new double[] {1, 3, 2})));
    metrics.put(key("m.bare", "conv_in", 50), Metric.of("m.bare", 0.1 + 0.2, 9, Direction.NEITHER));
    return Baseline.of(
        "a checkpoint",
        new Environment(new TreeMap<>(Map.of("seed", "42", "device", "cpu\nwith: two lines"))),
        new TreeMap<>(metrics));
  }

  @Test
  void whatIsWrittenIsReadAgainToTheLastBit() {
    Path csv = BaselineFile.in(folder, "a checkpoint");
    BaselineFile.write(csv, baseline());

    assertThat(csv).hasFileName("a%20checkpoint.csv");
    assertThat(BaselineFile.contributions(csv))
        .hasFileName("a%20checkpoint.contributions.jsonl.gz")
        .exists();
    assertThat(BaselineFile.read(csv)).isEqualTo(baseline());
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void theTableIsSortedAndForPeople() throws IOException {
    Path csv = folder.resolve("b.csv");
    BaselineFile.write(csv, baseline());

    List<String> lines = Files.readAllLines(csv);
    assertThat(lines.subList(0, 2))
        .containsExactly("# Plumbline baseline 1", "# checkpoint: a checkpoint");
    assertThat(lines).contains("# device: cpu with: two lines", "# seed: 42");
    assertThat(lines.subList(6, 11))
        .extracting(line -> line.replaceFirst(",\\d+,(higher|lower|neither),.*", ""))
        .containsExactly(
            "Some.audit,m.bare,conv_in",
            "Some.audit,m.largest,conv_in",
            "Some.audit,m.mean,conv_in",
            "Some.audit,m.ratio,conv_in",
            "Some.audit,m.total,up_blocks.1.upsamplers.0");
    assertThat(lines.get(6))
        .isEqualTo("Some.audit,m.bare,conv_in,50,neither,0.30000000000000004,9,,,,yes");
  }

  @Test
  void aFigureThatDoesNotExistStaysSo() {
    Map<MetricKey, Metric> metrics = new TreeMap<>();
    metrics.put(
        key("m.none", "conv_in", 50), Metric.notApplicable("m.none", Direction.LOWER, "why"));
    Path csv = folder.resolve("b.csv");
    BaselineFile.write(
        csv, Baseline.of("c", new Environment(new TreeMap<>()), new TreeMap<>(metrics)));

    Metric none = BaselineFile.read(csv).metrics().get(key("m.none", "conv_in", 50));
    assertThat(none.isApplicable()).isFalse();
    assertThat(none.worse()).isEqualTo(Direction.LOWER);
    assertThat(none.reason()).isEqualTo("it did not exist when the baseline was recorded");
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    Path csv = folder.resolve("b.csv");
    BaselineFile.write(csv, baseline());
    Baseline before = BaselineFile.read(csv);
    Files.writeString(csv, "\uFEFF" + Files.readString(csv));

    assertThat(BaselineFile.read(csv).metrics().keySet()).isEqualTo(before.metrics().keySet());
    assertThat(BaselineFile.read(csv).environment()).isEqualTo(before.environment());
  }

  private void refused(String from, String to, String reason) throws IOException {
    Path csv = folder.resolve("b.csv");
    BaselineFile.write(csv, baseline());
    String text = Files.readString(csv);
    assertThat(text).contains(from);
    Files.writeString(csv, text.replace(from, to));
    assertThatThrownBy(() -> BaselineFile.read(csv))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("b.csv")
        .hasMessageContaining("record it with -Daudit.baseline.mode=record");
  }

  @Test
  void whatIsWrongIsSaid() throws IOException {
    refused("# Plumbline baseline 1", "# Something", "its first line is not");
    refused("# Plumbline baseline 1", "# Plumbline baseline 2", "it is of format 2");
    refused("# checkpoint: ", "# other: ", "it has no line \"# checkpoint: …\"");
    refused(",timestep,", ",step,", "it lacks the columns timestep");
    refused(",50,neither,", ",fifty,neither,", "line 7: ");
    refused(
        "m.largest,", "m.bare,", "line 8: a second row for m.bare of Some.audit, conv_in, t=50");
    refused("m.total,", "m.other,", "it has no row for m.total of Some.audit");
  }

  /** A baseline that differs from the other in its figures. */
  private static Baseline another() {
    Map<MetricKey, Metric> metrics = new TreeMap<>();
    metrics.put(
        key("m.total", "conv_in", 50),
        metric("m.total", Direction.HIGHER, Contributions.total(IMAGES, new double[] {5, 6, 7})));
    return Baseline.of(
        "a checkpoint",
        new Environment(new TreeMap<>(Map.of("seed", "43"))),
        new TreeMap<>(metrics));
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  @Test
  void killedBeforeTheTableIsThereTheOldBaselineIsWhole() throws IOException {
    Path csv = folder.resolve("b.csv");
    Path other = folder.resolve("other.csv");
    BaselineFile.write(csv, baseline());
    BaselineFile.write(other, another());
    Files.copy(BaselineFile.contributions(other), part(BaselineFile.contributions(csv)));
    Files.copy(other, part(csv));

    assertThat(BaselineFile.read(csv)).isEqualTo(baseline());
    BaselineFile.write(csv, another());
    assertThat(BaselineFile.read(csv)).isEqualTo(another());
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void killedWhenTheTableIsThereTheNewBaselineIsWhole() throws IOException {
    Path csv = folder.resolve("b.csv");
    Path other = folder.resolve("other.csv");
    BaselineFile.write(csv, baseline());
    BaselineFile.write(other, another());
    Files.copy(BaselineFile.contributions(other), part(BaselineFile.contributions(csv)));
    Files.copy(other, csv, StandardCopyOption.REPLACE_EXISTING);

    assertThat(BaselineFile.read(csv)).isEqualTo(another());

    // A next run that does not get far may not take the part away that is all there is of it.
    Files.createDirectory(part(csv));
    assertThatThrownBy(() -> BaselineFile.write(csv, baseline())).isInstanceOf(UserError.class);
    Files.deleteIfExists(part(csv));
    assertThat(BaselineFile.read(csv)).isEqualTo(another());
  }

  @Test
  void aBaselineThatCannotBeWrittenLeavesTheOldOne() throws IOException {
    Path csv = folder.resolve("b.csv");
    BaselineFile.write(csv, baseline());
    Files.createDirectory(part(csv));

    assertThatThrownBy(() -> BaselineFile.write(csv, another()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("b.csv cannot be written");

    assertThat(BaselineFile.read(csv)).isEqualTo(baseline());
  }

  @Test
  void withoutWhatImagesGaveItIsRefused() throws IOException {
    Path csv = folder.resolve("b.csv");
    BaselineFile.write(csv, baseline());
    Files.delete(BaselineFile.contributions(csv));

    assertThatThrownBy(() -> BaselineFile.read(csv))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("b.contributions.jsonl.gz, which belongs to the baseline b.csv");
  }
}
