package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.fixtures.HeldAudits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Baselines: recorded, held against, promoted. */
class BaselineTest {

  private static final String LAST = "normsStay/tiny/mid_block.resnets.1/50";
  private static final String SCALED = "mid_block.resnets.1.conv2.weight";

  @TempDir static Path once;
  private static Outcomes recording;

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder)
        .of(HeldAudits.class)
        .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, 12, 4, 16, 16))
        .with("audit.baseline", "baselines");
  }

  @BeforeAll
  static void recordOnce() {
    recording =
        Audits.in(once)
            .of(HeldAudits.class)
            .with("audit.latents", NpyWriter.normal(once.resolve("some.npy"), 3, 12, 4, 16, 16))
            .with("audit.baseline", "baselines")
            .with("audit.baseline.mode", "record")
            .run();
  }

  /** Puts the baseline there that was recorded once for all tests. */
  private void record() throws IOException {
    Files.createDirectories(folder.resolve("baselines"));
    for (String name : files(once, "baselines").keySet()) {
      Files.copy(
          once.resolve("baselines").resolve(name), folder.resolve("baselines").resolve(name));
    }
  }

  private Path recorded() {
    return folder.resolve("baselines/tiny.csv");
  }

  private static String header(Path csv) throws IOException {
    return Files.readAllLines(csv).stream()
        .filter(line -> line.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> results(Outcomes outcomes) {
    return texts(outcomes, RunNote.Kind.RESULT);
  }

  private static List<String> texts(Outcomes outcomes, RunNote.Kind kind) {
    return outcomes.notes().stream()
        .filter(note -> note.kind() == kind)
        .map(RunNote::text)
        .toList();
  }

  private static List<MetricVerdict> verdicts(Outcomes outcomes) {
    return outcomes.records().values().stream()
        .flatMap(List::stream)
        .filter(record -> record.atMost().isPresent())
        .map(MetricRecord::verdict)
        .toList();
  }

  /** Multiplies the weights that a layer ends with, and so its residual branch. */
  private Path scaled(float factor) {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getName().endsWith(SCALED)) {
        ByteBuffer values =
            ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.capacity(); i += Float.BYTES) {
          values.putFloat(i, factor * values.getFloat(i));
        }
        tensor.setRawData(ByteString.copyFrom(values.array()));
        return GraphEdits.write(model, folder.resolve("changed.onnx"));
      }
    }
    throw new IllegalStateException("The graph has no " + SCALED);
  }

  private Outcomes checkScaled(float factor) {
    return audits().with("audit.checkpoint", "tiny=" + scaled(factor)).run();
  }

  private Map<String, byte[]> files(String name) throws IOException {
    return files(folder, name);
  }

  private static Map<String, byte[]> files(Path folder, String name) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder.resolve(name))) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void recordingWritesWhatWasChecked() throws IOException {
    Outcomes outcomes = recording;
    record();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses()).hasSize(6).containsValue(Status.SUCCESSFUL);
    assertThat(files("baselines")).containsOnlyKeys("tiny.contributions.jsonl.gz", "tiny.csv");
    assertThat(header(recorded()))
        .startsWith("# Plumbline baseline 1\n# checkpoint: tiny\n# checkpoint_sha256: ")
        .contains(
            "\n# contributions_sha256: ",
            "\n# device: cpu\n",
            "\n# images: 12\n",
            "\n# images_sha256: ",
            "\n# java: ",
            "\n# latent_size: 16x16\n",
            "\n# noise: independent\n",
            "\n# onnxruntime: 1.",
            "\n# plumbline: ",
            "\n# preprocessing: latents as given\n",
            "\n# probe: lda\n",
            "\n# seed: 42\n",
            "\n# split: hash");
    Baseline baseline = BaselineFile.read(recorded());
    assertThat(baseline.metrics()).hasSize(6 * 5);
    MetricRecord measured = outcomes.record(LAST, "norm.mean_norm");
    assertThat(Files.readAllLines(recorded()))
        .contains(
            "audit,metric,layer,timestep,worse,value,n,scenes,ci_low,ci_high",
            String.format(
                "HeldAudits.normsStay,norm.mean_norm,mid_block.resnets.1,50,neither,%s,%d,12,%s,%s",
                measured.value().getAsDouble(),
                measured.n(),
                measured.ciLow().getAsDouble(),
                measured.ciHigh().getAsDouble()));
    assertThat(results(outcomes))
        .containsExactly("30 metrics are recorded in " + once.resolve("baselines/tiny.csv"));
  }

  @Test
  void recordingAgainChangesNoByte() throws IOException {
    record();
    Map<String, byte[]> first = files("baselines");
    audits().with("audit.baseline.mode", "record").run();

    assertThat(files("baselines")).usingRecursiveComparison().isEqualTo(first);
  }

  @Test
  void theSameRunIsGreenAndAllIsDecided() throws IOException {
    record();
    Map<String, byte[]> before = files("baselines");

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).hasSize(6).containsOnly(Status.SUCCESSFUL);
    assertThat(verdicts(outcomes)).hasSize(30).containsOnly(MetricVerdict.PASSED);
    for (MetricRecord record : recording.records().get(LAST)) {
      MetricRecord again = outcomes.record(LAST, record.metric());
      assertThat(record.baseline()).isEmpty();
      assertThat(again.baseline().map(AgainstBaseline::value))
          .isEqualTo(
              again.atMost().isPresent() || again.atLeast().isPresent()
                  ? Optional.of(record.value().getAsDouble())
                  : Optional.empty());
      assertThat(again.baseline().filter(AgainstBaseline::isBetter)).isEmpty();
    }
    assertThat(results(outcomes))
        .containsExactly(
            "tiny.csv, paired, image by image: both saw the same images with the same noise");
    assertThat(texts(outcomes, RunNote.Kind.WARNING)).noneMatch(text -> text.contains("tiny.csv"));
    assertThat(files("baselines")).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void aChangedLayerIsRedAndNoOther() throws IOException {
    record();

    Outcomes outcomes = checkScaled(4);

    assertThat(outcomes.statuses())
        .containsEntry(LAST, Status.FAILED)
        .containsEntry("normsStay/tiny/mid_block.resnets.1/200", Status.FAILED)
        .containsEntry("normsStay/tiny/mid_block.resnets.0/50", Status.SUCCESSFUL)
        .containsEntry("normsStay/tiny/mid_block.attentions.0/50", Status.SUCCESSFUL);
    assertThat(outcomes.thrown(LAST))
        .hasMessageContaining("norm.mean_norm is ")
        .hasMessageContaining(" (baseline is ")
        .hasMessageContaining("; bound: baseline + ")
        .hasMessageContaining("over 12 scenes that both saw, p = ")
        .hasMessageContaining("bound: tiny.csv (");
    MetricRecord worse = outcomes.record(LAST, "norm.mean_norm");
    AgainstBaseline against = worse.baseline().orElseThrow();
    assertThat(against.value())
        .isEqualTo(recording.record(LAST, "norm.mean_norm").value().getAsDouble());
    assertThat(against.adjusted().getAsDouble()).isPositive().isLessThanOrEqualTo(0.01);
    assertThat(against.isBetter()).isFalse();
  }

  @Test
  void otherSeedsAreTwoSamplesOfScenes() throws IOException {
    record();

    Outcomes outcomes = audits().with("audit.seed", 7).run();

    assertThat(results(outcomes))
        .containsExactly(
            "tiny.csv, unpaired, as two samples of scenes, which tells far less: seed is 7 and was"
                + " 42");
    assertThat(outcomes.statuses().values()).doesNotContain(Status.FAILED);
    Outcomes changed =
        audits().with("audit.seed", 7).with("audit.checkpoint", "tiny=" + scaled(8)).run();
    assertThat(changed.thrown(LAST))
        .hasMessageContaining("held.norm is ")
        .hasMessageContaining("over 12 scenes, not the same ones, p = ");
  }

  @Test
  void latentsThatWereEncodedOnceArePairedWithTheirPhotographs() {
    Audits photographs =
        audits()
            .without("audit.latents")
            .without("audit.prompt")
            .with("audit.checkpoint", "tiny=" + Pipelines.REFERENCE)
            .with("audit.images", Pipelines.IMAGES)
            .with("audit.samples", 5)
            .with("audit.layers", "mid_block.resnets.1");
    photographs.with("audit.baseline.mode", "record").run();
    photographs.with("audit.baseline.mode", "off").with("audit.encode", "encoded").run();

    Outcomes outcomes =
        audits()
            .with("audit.checkpoint", "tiny=" + Pipelines.REFERENCE)
            .with("audit.latents", "encoded/latents.safetensors")
            .with("audit.prompt", "encoded/prompt.safetensors")
            .with("audit.layers", "mid_block.resnets.1")
            .run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(results(outcomes)).singleElement().asString().startsWith("tiny.csv, paired, ");
    assertThat(texts(outcomes, RunNote.Kind.WARNING)).isEmpty();
  }

  @Test
  void aCheckpointMayBeHeldAgainstAnothersBaseline() throws IOException {
    record();

    Outcomes outcomes =
        audits()
            .with("audit.checkpoint", "tuned=" + Audits.TINY)
            .with("audit.baseline", "baselines/tiny.csv")
            .run();
    Outcomes unnamed = audits().with("audit.checkpoint", "tuned=" + Audits.TINY).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).hasSize(6).containsOnly(Status.SUCCESSFUL);
    assertThat(unnamed.engineFailure())
        .get()
        .asString()
        .contains(
            "There is no baseline " + folder.resolve("baselines/tuned.csv") + " for tuned: record",
            "in -Daudit.baseline; there are tiny.csv.");
    assertThat(unnamed.records()).as("nothing is lost").hasSize(6);
  }

  @Test
  void boundsMayReferToTheBaseline() throws IOException {
    record();
    Path bounds =
        Files.writeString(
            folder.resolve("b.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            *,norm.mean_norm,*,*,,baseline * 0.5,half is enough
            *,norm.max_relative_norm,*,*,,0.1,an absolute one
            """);

    Outcomes outcomes = audits().with("audit.bounds", bounds).run();
    Outcomes off = audits().with("audit.bounds", bounds).with("audit.baseline.mode", "off").run();

    assertThat(outcomes.thrown(LAST))
        .hasMessageContaining("; bound: baseline * 0.5): above by")
        .hasMessageContaining("b.csv:2 (half is enough)")
        .hasMessageContaining("b.csv:3 (an absolute one)");
    assertThat(outcomes.record(LAST, "norm.recurrence").verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(off.thrown(LAST))
        .hasMessageContaining("nothing to hold it against: audit.baseline.mode is off")
        .hasMessageContaining("norm.recurrence has no bound");
  }

  @Test
  void recordingAsksTheUsersBoundsAndNoneThatReferToTheBaseline() throws IOException {
    Path bounds =
        Files.writeString(
            folder.resolve("b.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            *,norm.mean_norm,*,*,,baseline * 0.5,
            *,norm.max_relative_norm,mid_block.resnets.1,50,,0.1,
            """);

    Outcomes outcomes =
        audits().with("audit.bounds", bounds).with("audit.baseline.mode", "record").run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses()).containsEntry(LAST, Status.FAILED);
    assertThat(outcomes.statuses().values()).filteredOn(Status.SUCCESSFUL::equals).hasSize(5);
    assertThat(recorded()).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "audit.split | tail | split is tail and was hash",
        "audit.probe | softmax | probe is softmax and was lda",
        "audit.folds | 2 | folds is 2 and was 1",
        "audit.noise | shared | noise is shared and was independent"
      })
  void whatMakesFiguresMeanSomethingElseIsRefusedByName(
      String parameter, String value, String reason) throws IOException {
    record();

    Outcomes outcomes = audits().with(parameter, value).run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains(
            "tiny cannot be compared with the baseline tiny.csv: " + reason + ". Run it as the");
    assertThat(outcomes.thrown(LAST))
        .hasMessageContaining("nothing to hold it against: tiny cannot be compared");
    assertThat(outcomes.records()).hasSize(6);
  }

  @Test
  void latentsOfAnotherSizeAreRefused() throws IOException {
    record();

    Outcomes outcomes =
        audits()
            .with("audit.latents", NpyWriter.normal(folder.resolve("l.npy"), 3, 12, 4, 32, 32))
            .run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains("latent_size is 32x32 and was 16x16");
  }

  @Test
  void aTimestepThatWasNotRecordedIsUndecided() throws IOException {
    record();

    Outcomes outcomes = audits().with("audit.timesteps", "50,100").run();

    assertThat(outcomes.statuses())
        .containsEntry(LAST, Status.SUCCESSFUL)
        .containsEntry("normsStay/tiny/mid_block.resnets.1/100", Status.ABORTED);
    assertThat(outcomes.thrown("normsStay/tiny/mid_block.resnets.1/100"))
        .hasMessageContaining(
            "the baseline tiny.csv has no t=100, only t=50, 200; give -Daudit.timesteps=50,200, or"
                + " record it again");
    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .anyMatch(text -> text.startsWith("15 metrics are checked and not in tiny.csv, the first"));
  }

  @Test
  void aLayerThatTheCheckpointHasNoLongerCountsAsUndecided() throws IOException {
    record();
    Path csv = recorded();
    rename(csv, "mid_block.resnets.1", "mid_block.resnets.7");
    rename(csv, "mid_block.resnets.0", "mid_block.resnets.6");
    rename(csv, "mid_block.attentions.0", "mid_block.attentions.5");

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure()).isPresent();
    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .anyMatch(
            text ->
                text.equals(
                    "tiny.csv has layers that tiny has not, which counts as undecided:"
                        + " mid_block.attentions[5], mid_block.resnets[6], mid_block.resnets[7]"));
  }

  @Test
  void whatIsNoLongerCheckedAndAuditsThatAreNotInTheRunAreSaid() throws IOException {
    record();
    Baseline baseline = BaselineFile.read(recorded());
    TreeMap<MetricKey, Metric> metrics = new TreeMap<>(baseline.metrics());
    Metric old = Metric.of("held.old", 1, 1, Direction.HIGHER);
    LayerName layer = new LayerName("mid_block.resnets.1");
    metrics.put(new MetricKey("HeldAudits.normsStay", "held.old", layer, 50), old);
    metrics.put(new MetricKey("OtherAudits.other", "held.old", layer, 50), old);
    BaselineFile.write(recorded(), new Baseline("tiny", baseline.environment(), metrics));

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .contains(
            "1 metric is in tiny.csv and no longer checked, the first held.old of"
                + " HeldAudits.normsStay, mid_block.resnets[1], t=50",
            "tiny.csv has audits that this run has not: OtherAudits.other");
  }

  @Test
  void aControlHasNoBaseline() throws IOException {
    Outcomes recorded =
        audits().with("audit.control", "random").with("audit.baseline.mode", "record").run();
    Outcomes checked = audits().with("audit.control", "random").run();

    assertThat(files("baselines")).containsOnlyKeys("tiny.contributions.jsonl.gz", "tiny.csv");
    for (Outcomes outcomes : List.of(recorded, checked)) {
      assertThat(outcomes.engineFailure()).isEmpty();
      assertThat(outcomes.statuses().values()).hasSize(12).containsOnly(Status.SUCCESSFUL);
    }
  }

  /** Renames a layer in both files of a baseline, and binds them together again. */
  private static void rename(Path csv, String from, String to) {
    Baseline baseline = BaselineFile.read(csv);
    TreeMap<MetricKey, Metric> metrics = new TreeMap<>();
    baseline
        .metrics()
        .forEach(
            (key, metric) ->
                metrics.put(
                    new MetricKey(
                        key.audit(),
                        key.metric(),
                        new LayerName(key.layer().path().replace(from, to)),
                        key.timestep()),
                    metric));
    BaselineFile.write(csv, new Baseline("tiny", baseline.environment(), metrics));
  }

  @Test
  void anImprovementPassesAndIsSaid() throws IOException {
    Path worse = scaled(4);
    audits().with("audit.checkpoint", "tiny=" + worse).with("audit.baseline.mode", "record").run();
    Path bounds =
        Files.writeString(
            folder.resolve("b.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            *,norm.*,*,*,,,
            """);

    Outcomes outcomes = audits().with("audit.bounds", bounds).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(results(outcomes))
        .anyMatch(
            text ->
                text.startsWith(
                    "2 leaves are better than tiny.csv by more than chance explains; to hold"));
  }

  @Test
  void noBaselineMakesTheRunRedWithOneMessage() {
    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains(
            "There is no baseline "
                + recorded()
                + " for tiny: record it with -Daudit.baseline.mode=record.");
    assertThat(outcomes.statuses().values()).containsOnly(Status.ABORTED);
  }

  @Test
  void aMalformedBaselineIsNamedWithItsLine() throws IOException {
    record();
    String text = Files.readString(recorded());
    Files.writeString(recorded(), text.replaceFirst("neither,[0-9.]+,", "neither,much,"));

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .containsPattern(
            "The file .*tiny.csv is not a baseline that can be read: line \\d+: .*\"much\". Restore"
                + " it, or record it with -Daudit.baseline.mode=record.");
  }

  @Test
  void filesThatWereNotRecordedTogetherAreRefused() throws IOException {
    record();
    Path beside = folder.resolve("baselines/tiny.contributions.jsonl.gz");
    byte[] first = Files.readAllBytes(beside);
    audits().with("audit.baseline.mode", "record").with("audit.seed", 7).run();
    Files.write(beside, first);

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains("tiny.csv and tiny.contributions.jsonl.gz were not recorded together");
  }

  @Test
  void aFigureThatWasChangedByHandIsRefused() throws IOException {
    record();
    String text = Files.readString(recorded());
    Files.writeString(recorded(), text.replaceFirst("neither,[0-9.]+,", "neither,99.5,"));

    assertThat(audits().run().engineFailure())
        .get()
        .asString()
        .contains("do not agree: norm.mean_norm is 99.5, but what the images contribute comes to");
  }

  @Test
  void aBrokenCheckpointsFileIsNotTouched() throws IOException {
    record();
    Map<String, byte[]> before = files("baselines");

    audits()
        .with("audit.checkpoint", "tiny=missing.onnx,other=" + Audits.TINY)
        .with("audit.baseline.mode", "record")
        .run();

    assertThat(files("baselines")).containsKey("other.csv").hasSize(4);
    assertThat(files("baselines").get("tiny.csv")).isEqualTo(before.get("tiny.csv"));
  }

  @Test
  void whatARecordingLeavesOutIsSaid() throws IOException {
    record();

    Outcomes outcomes =
        audits().with("audit.baseline.mode", "record").with("audit.timesteps", 50).run();

    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .anyMatch(
            text ->
                text.startsWith(
                    "15 metrics that " + recorded() + " had were not measured in this run"));
  }

  @Test
  void aFinishedRunIsPromotedByCopying() throws IOException {
    audits().without("audit.baseline").run();
    Path left = folder.resolve("target/plumbline/baseline");
    Files.createDirectories(folder.resolve("baselines"));
    try (Stream<Path> list = Files.list(left)) {
      for (Path file : list.toList()) {
        Files.copy(file, folder.resolve("baselines").resolve(file.getFileName()));
      }
    }

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(files("target/plumbline/baseline"))
        .usingRecursiveComparison()
        .isEqualTo(files("baselines"));
  }

  @Test
  void whatAnEarlierRunLeftInTheReportIsNotTakenForThisOnes() throws IOException {
    audits().without("audit.baseline").run();

    audits().without("audit.baseline").with("audit.checkpoint", "other=" + Audits.TINY).run();

    assertThat(files("target/plumbline/baseline"))
        .containsOnlyKeys("other.contributions.jsonl.gz", "other.csv");
  }
}
