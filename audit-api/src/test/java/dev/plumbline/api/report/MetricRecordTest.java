package dev.plumbline.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.LayerName;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricRecordTest {

  private static MetricRecord record(String checkpoint, OptionalDouble value) {
    return new MetricRecord(
        checkpoint,
        "Norms.rare",
        "norm.max_z",
        new LayerName("up_blocks[1].upsamplers[0]"),
        50,
        value,
        OptionalDouble.of(Double.MIN_VALUE),
        OptionalDouble.of(-0.0),
        Long.MAX_VALUE,
        OptionalDouble.empty(),
        OptionalDouble.of(1.0 / 3),
        MetricVerdict.FAILED,
        OptionalInt.of(12),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.of(18));
  }

  @Test
  void theEntryHasTheColumnsOfTheTable() {
    MetricRecord record = record("sd15", OptionalDouble.of(0.1 + 0.2));

    assertThat(record.toEntry())
        .containsExactly(
            Map.entry("plumbline.metric", "norm.max_z"),
            Map.entry("checkpoint", "sd15"),
            Map.entry("audit", "Norms.rare"),
            Map.entry("layer", "up_blocks.1.upsamplers.0"),
            Map.entry("timestep", "50"),
            Map.entry("value", "0.30000000000000004"),
            Map.entry("ci_low", "4.9E-324"),
            Map.entry("ci_high", "-0.0"),
            Map.entry("n", "9223372036854775807"),
            Map.entry("at_most", "0.3333333333333333"),
            Map.entry("verdict", "failed"),
            Map.entry("scenes", "12"),
            Map.entry("images_decided", "18"));
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, 1.0 / 3, Math.PI, 1e-300, Double.MIN_VALUE, Double.MAX_VALUE, -1e22})
  void figuresComeBackToTheLastDigit(double value) {
    MetricRecord record = record("sd15", OptionalDouble.of(value));

    assertThat(MetricRecord.fromEntry(record.toEntry())).contains(record);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b",
        "say \"hello\"",
        "line\nbreak",
        "=1+1",
        "naïve ✓ 模型 🙂",
        " spaced ",
        "a=b;c:d/e[f]",
        "\\"
      })
  void namesComeBackAsTheyWere(String checkpoint) {
    MetricRecord record = record(checkpoint, OptionalDouble.empty());

    assertThat(MetricRecord.fromEntry(record.toEntry())).contains(record);
    assertThat(record.toEntry()).doesNotContainKey("value");
  }

  @Test
  void otherEntriesHoldNoRecord() {
    assertThat(MetricRecord.fromEntry(Map.of())).isEmpty();
    assertThat(MetricRecord.fromEntry(Map.of("metric", "norm.max_z", "value", "1"))).isEmpty();
    assertThat(MetricRecord.fromEntry(new RunNote(RunNote.Kind.WARNING, "a", "b").toEntry()))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void verdictsAreSpeltAndRead(MetricVerdict verdict) {
    assertThat(MetricVerdict.of(verdict.label())).isEqualTo(verdict);
    assertThat(verdict.label()).matches("[a-z-]+");
  }

  @Test
  void anotherWordIsNoVerdict() {
    assertThat(MetricVerdict.NOT_APPLICABLE.label()).isEqualTo("not-applicable");
    assertThatThrownBy(() -> MetricVerdict.of("green"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsKnownFromEarlierComesBackToo() {
    MetricRecord plain = record("sd15", OptionalDouble.of(1));
    MetricRecord record =
        new MetricRecord(
            plain.checkpoint(),
            plain.audit(),
            plain.metric(),
            plain.layer(),
            plain.timestep(),
            plain.value(),
            plain.ciLow(),
            plain.ciHigh(),
            plain.n(),
            plain.atLeast(),
            plain.atMost(),
            plain.verdict(),
            plain.scenes(),
            Optional.of(new AgainstBaseline(0.1 + 0.2, OptionalDouble.of(0.0002), true)),
            OptionalDouble.of(1.0 / 3),
            OptionalInt.of(18));

    assertThat(MetricRecord.fromEntry(record.toEntry())).contains(record);
    assertThat(MetricRecord.fromEntry(plain.toEntry())).contains(plain);
  }
}
