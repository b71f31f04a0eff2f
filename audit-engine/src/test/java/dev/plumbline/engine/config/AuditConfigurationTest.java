package dev.plumbline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.BundledInputs;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.Split;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;

class AuditConfigurationTest {

  @TempDir Path folder;

  private static ConfigurationParameters parameters(Map<String, String> map) {
    return LauncherDiscoveryRequestBuilder.request()
        .enableImplicitConfigurationParameters(false)
        .configurationParameters(map)
        .build()
        .getConfigurationParameters();
  }

  private record Bundled(Path folder) implements BundledInputs {

    @Override
    public String checkpointName() {
      return "bundled";
    }

    @Override
    public Path checkpoint() throws IOException {
      if (!Files.isDirectory(folder)) {
        throw new IOException("disk full");
      }
      return folder.resolve("pipeline");
    }

    @Override
    public Path images() throws IOException {
      if (!Files.isDirectory(folder)) {
        throw new IOException("disk full");
      }
      return folder.resolve("photographs");
    }
  }

  private AuditConfiguration configuration(String... keysAndValues) {
    Map<String, String> map = new HashMap<>();
    map.put(AuditParameters.BASE_DIR, folder.toString());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new AuditConfiguration(parameters(map), Optional.of(new Bundled(folder)));
  }

  @Test
  void nothingIsNeededWhereACheckpointIsBundled() {
    AuditConfiguration configuration = configuration();

    assertThat(configuration.problems()).isEmpty();
    assertThat(configuration.orThrow()).isSameAs(configuration);
    assertThat(configuration.checkpoints())
        .containsExactly(CheckpointSpec.of("bundled", folder.resolve("pipeline")));
    assertThat(configuration.inputs())
        .isEqualTo(
            new Inputs(
                folder.resolve("photographs"),
                Optional.empty(),
                64,
                42,
                new Inputs.Noise(Inputs.Noise.Kind.INDEPENDENT, Optional.empty()),
                Optional.empty(),
                Split.HASH,
                Optional.empty(),
                1));
    assertThat(configuration.tier()).isEqualTo(Tier.STANDARD);
    assertThat(configuration.timesteps(List.of(7, 5))).containsExactly(7, 5);
    assertThat(configuration.layers()).isEmpty();
    assertThat(configuration.runOptions().devices()).containsExactly(Device.AUTO);
    assertThat(configuration.runOptions().threads())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(configuration.runOptions().batch()).isEqualTo(OptionalInt.empty());
    assertThat(configuration.runOptions().overlap()).isEmpty();
    assertThat(configuration.gate().bounds()).isEmpty();
    assertThat(configuration.dump()).isEmpty();
    assertThat(configuration.dryRun()).isFalse();
  }

  @Test
  void everyParameterIsRead() throws IOException {
    for (String name : List.of("l.npy", "n.npy", "p.npy", "pooled.npy", "b.csv")) {
      Files.createFile(folder.resolve(name));
    }

    AuditConfiguration configuration =
        configuration(
            "audit.checkpoint", " a = x/model.onnx , y/unet.onnx,z/model.onnx,w",
            "audit.images", "pictures",
            "audit.latents", "l.npy",
            "audit.samples", "7",
            "audit.timesteps", "200, 50,200",
            "audit.layers", "mid_block.**,conv_in",
            "audit.seed", "-9000000000",
            "audit.noise", "n.npy",
            "audit.prompt", "p.npy",
            "audit.prompt.pooled", "pooled.npy",
            "audit.device", "cuda:3",
            "audit.threads", "5",
            "audit.batch", "6",
            "audit.overlap", "true",
            "audit.probe", "Softmax",
            "audit.spill.dir", "scratch",
            "audit.split", "tail",
            "audit.folds", "5",
            "audit.bounds", "b.csv",
            "audit.report.dir", "out",
            "audit.baseline", "baselines/parent.csv",
            "audit.baseline.mode", "Off",
            "audit.dump", "raw",
            "audit.dump.limit", "3",
            "audit.dry-run", "true",
            "audit.inputs.from", "unet",
            "audit.x.anything", "",
            "audit.parallel.enabled", "maybe");

    CheckpointSpec unet = CheckpointSpec.of("unet", folder.resolve("y/unet.onnx"));
    assertThat(configuration.problems()).isEmpty();
    assertThat(configuration.checkpoints())
        .containsExactly(
            new CheckpointSpec(
                "a", folder.resolve("x/model.onnx"), Optional.of(unet), Optional.empty()),
            unet,
            new CheckpointSpec(
                "z", folder.resolve("z/model.onnx"), Optional.of(unet), Optional.empty()),
            new CheckpointSpec("w", folder.resolve("w"), Optional.of(unet), Optional.empty()));
    assertThat(configuration.inputs())
        .isEqualTo(
            new Inputs(
                folder.resolve("pictures"),
                Optional.of(folder.resolve("l.npy")),
                7,
                -9_000_000_000L,
                new Inputs.Noise(Inputs.Noise.Kind.FILE, Optional.of(folder.resolve("n.npy"))),
                Optional.of(folder.resolve("p.npy")),
                Split.TAIL,
                Optional.of(folder.resolve("pooled.npy")),
                5));
    assertThat(configuration.timesteps(List.of(7, 5))).containsExactly(200, 50);
    assertThat(configuration.layers()).hasToString("[mid_block.**, conv_in]");
    assertThat(configuration.runOptions().devices())
        .containsExactly(new Device(Device.Kind.CUDA, 3));
    assertThat(configuration.runOptions().threads()).isEqualTo(5);
    assertThat(configuration.runOptions().batch()).hasValue(6);
    assertThat(configuration.runOptions().overlap()).hasValue(true);
    assertThat(configuration.runOptions().probe())
        .isEqualTo(new ProbeOptions(ProbeOptions.Kind.SOFTMAX, folder.resolve("scratch")));
    assertThat(configuration.gate().bounds()).contains(folder.resolve("b.csv"));
    BaselineSettings baseline = configuration.gate().baseline().orElseThrow();
    assertThat(baseline.mode()).isEqualTo(BaselineSettings.Mode.OFF);
    assertThat(baseline.file("any")).isEqualTo(folder.resolve("baselines/parent.csv"));
    assertThat(configuration.baselineReport()).isEqualTo(folder.resolve("out/baseline"));
    assertThat(configuration.dump()).contains(new Dump(folder.resolve("raw"), 3_000_000_000L));
    assertThat(configuration.dryRun()).isTrue();
  }

  @Test
  void changesAreWantedByMetric() {
    assertThat(configuration().wantedChanges()).isEmpty();
    assertThat(configuration("audit.plan", "norm.mean_norm:1, a.b:2e-3").wantedChanges())
        .containsExactly(Map.entry("norm.mean_norm", 1.0), Map.entry("a.b", 0.002));
  }

  @Test
  void theExplorerShowsAFewImagesUnlessItIsOff() {
    assertThat(configuration().explorer()).isEqualTo(new Explorer(4, List.of(), 24_000_000));
    assertThat(configuration("audit.explorer", "off").explorer().images()).isZero();
    assertThat(configuration("audit.explorer", "0").explorer().images()).isZero();

    Explorer explorer =
        configuration(
                "audit.explorer", "6",
                "audit.explorer.layers", "mid_block.**,conv_in",
                "audit.explorer.limit", "100")
            .explorer();
    assertThat(explorer.images()).isEqualTo(6);
    assertThat(explorer.layers()).hasToString("[mid_block.**, conv_in]");
    assertThat(explorer.sharedBy(4).limit()).isEqualTo(25_000_000);
  }

  @Test
  void sessionsThatShareTheCpuShareItsProcessors() {
    int processors = Runtime.getRuntime().availableProcessors();

    assertThat(configuration("audit.device", "cpu*2").runOptions().threads())
        .isEqualTo(Math.max(1, processors / 2));
    assertThat(configuration("audit.device", "cuda:0,cuda:1").runOptions().threads())
        .isEqualTo(processors);
    assertThat(configuration("audit.device", "cpu*2", "audit.threads", "3").runOptions().threads())
        .isEqualTo(3);
  }

  @Test
  void encodingGoesWithNothingThatItWouldIgnore() throws IOException {
    for (String name : List.of("l.npy", "b.csv")) {
      Files.createFile(folder.resolve(name));
    }

    assertThat(configuration("audit.encode", "inputs/sd15").encode())
        .contains(folder.resolve("inputs/sd15"));
    assertThat(configuration().encode()).isEmpty();
    assertThat(
            configuration(
                    "audit.encode", "b.csv", "audit.latents", "l.npy", "audit.bounds", "b.csv")
                .problems())
        .containsExactly(
            "audit.encode=" + folder.resolve("b.csv") + ": it is not a folder",
            "audit.encode makes latents of images, and audit.latents gives latents: leave out one"
                + " of the two",
            "audit.encode audits nothing, so audit.bounds would not be asked: encode in a run of its"
                + " own");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "audit.inputs.from; bas; expected the name of one of the run's checkpoints: bundled",
        "audit.checkpoint; a=x,a=y; two checkpoints are called 'a'",
        "audit.checkpoint; x/unet.onnx,y/unet.onnx; two checkpoints are called 'unet'",
        "audit.checkpoint; a=x,,b=y; expected name=path or a path",
        "audit.checkpoint; a=; expected name=path or a path",
        "audit.checkpoint; =x; expected name=path or a path",
        "audit.samples; 0; expected a whole number above 0",
        "audit.samples; many; expected a whole number above 0",
        "audit.threads; -1; expected a whole number above 0",
        "audit.batch; 1.5; expected a whole number above 0",
        "audit.seed; 0x1; expected a whole number",
        "audit.timesteps; 50,-1; expected whole numbers from 0 on in commas",
        "audit.timesteps; 50,,200; expected whole numbers from 0 on in commas",
        "audit.layers; ,; expected layer globs in commas",
        "audit.noise; white; expected independent, shared or an existing .npy file",
        "audit.device; tpu; tpu is no device: expected auto, cpu, cuda or cuda:n",
        "audit.device; cuda:x; expected auto, cpu, cuda or cuda:n, or several, as cuda:0,cuda:2",
        "audit.probe; qda; expected lda or softmax",
        "audit.split; random; expected hash or tail",
        "audit.folds; 0; expected a whole number above 0",
        "audit.dry-run; yes; expected true or false",
        "audit.explorer; yes; expected a whole number, or off",
        "audit.explorer.layers; ,; expected layer globs in commas",
        "audit.explorer.limit; 1GB; expected a whole number above 0",
        "audit.plan; norm.mean_norm; expected metrics, each once, with a number above 0",
        "audit.plan; norm.mean_norm:0; expected metrics, each once, with a number above 0",
        "audit.plan; a.b:1,a.b:2; expected metrics, each once, with a number above 0",
        "audit.plan; a.b:1,,c.d:x; expected metrics, each once, with a number above 0",
        "audit.baseline.mode; update; expected check or record or off",
      })
  void aBadValueIsNamedWithWhatIsExpected(String key, String value, String expected) {
    AuditConfiguration configuration = configuration(key, value);

    assertThat(configuration.problems())
        .singleElement()
        .asString()
        .startsWith(key + "=" + value + ": ")
        .contains(expected);
    assertThatThrownBy(configuration::orThrow)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit.latents", "audit.prompt", "audit.bounds"})
  void aFileMustBeThere(String key) {
    assertThat(configuration(key, "no/such.file").problems())
        .containsExactly(key + ": there is no file " + folder.resolve("no/such.file"));
  }

  @ParameterizedTest
  @CsvSource({
    "audit.checkpoints, audit.checkpoint",
    "audit.dryrun, audit.dry-run",
    "audit.Seed, audit.seed",
    "audit.fold, audit.folds",
    "audit.report-dir, audit.report.dir",
    "audit.timestep, audit.timesteps",
    "audit.y.mine, audit.",
  })
  void anUnknownNameIsAnsweredWithTheNearest(String name, String nearest) {
    assertThat(configuration(name, "1").problems())
        .singleElement()
        .asString()
        .startsWith(name + " is no parameter of audits; did you mean " + nearest);
  }

  @Test
  void aFolderHasABaselineForEachCheckpoint() {
    BaselineSettings settings =
        configuration("audit.baseline", "baselines").gate().baseline().orElseThrow();

    assertThat(settings.mode()).isEqualTo(BaselineSettings.Mode.CHECK);
    assertThat(settings.file("a/b 1"))
        .isEqualTo(folder.resolve("baselines").resolve("a%2Fb%201.csv"));
  }

  @Test
  void recordingNeedsAPlaceOfItsOwnForEachCheckpoint() {
    assertThat(configuration("audit.baseline.mode", "record").problems())
        .containsExactly(
            "audit.baseline.mode=record: say where to, with -Daudit.baseline=<folder>");
    assertThat(configuration("audit.baseline", "target/plumbline/baseline").problems())
        .singleElement()
        .asString()
        .endsWith("every run replaces what is there; copy it to a place of its own");
    assertThat(
            configuration(
                    "audit.checkpoint", "a=x,b=y",
                    "audit.baseline", "one.csv",
                    "audit.baseline.mode", "record")
                .problems())
        .singleElement()
        .asString()
        .endsWith("one.csv: expected a folder, since the run has 2 checkpoints");
    assertThat(
            configuration("audit.checkpoint", "baseline=x", "audit.baseline", "baselines")
                .problems())
        .singleElement()
        .asString()
        .contains("no checkpoint may be called 'baseline'");
    assertThat(configuration("audit.encode", "in", "audit.baseline", "baselines").problems())
        .singleElement()
        .asString()
        .contains("audit.baseline would not be asked");
  }

  @Test
  void allProblemsAreInOneMessage() {
    assertThatThrownBy(
            () -> configuration("audit.seed", "x", "audit.batch", "y", "audit.z", "z").orThrow())
        .isInstanceOf(UserError.class)
        .message()
        .hasLineCount(3);
  }

  @Test
  void whereNothingIsBundledACheckpointMustBeNamed() {
    AuditConfiguration configuration =
        new AuditConfiguration(parameters(Map.of()), Optional.empty());

    assertThat(configuration.problems())
        .containsExactly(
            "audit.checkpoint is not set and no checkpoint is bundled; give one with"
                + " -Daudit.checkpoint=name=path");
  }

  @Test
  void whatCannotBeUnpackedIsSaid() {
    AuditConfiguration configuration =
        new AuditConfiguration(
            parameters(Map.of()), Optional.of(new Bundled(folder.resolve("none"))));

    assertThat(configuration.problems())
        .containsExactly(
            "The bundled checkpoint cannot be unpacked: disk full",
            "The bundled photographs cannot be unpacked: disk full");
  }

  /** A zero is in no name of a file, whatever the locale; said once for all that refer to it. */
  @Test
  void pathsThatNoFileCanHaveAreNamed() {
    String none = "a\0b";

    AuditConfiguration configuration =
        configuration(
            AuditParameters.IMAGES, none,
            AuditParameters.LATENTS, none,
            AuditParameters.NOISE, none,
            AuditParameters.CHECKPOINT, none,
            AuditParameters.BASELINE, none,
            AuditParameters.REPORT_DIR, none);

    assertThat(configuration.problems())
        .filteredOn(problem -> problem.contains("none that files can have"))
        .containsExactly("The path a\\u0000b is none that files can have.");
  }

  /** A terminal would obey such a name, and a page show it turned about. */
  @Test
  void namesOfCheckpointsShowWhatTheyAre() {
    assertThat(
            configuration(AuditParameters.CHECKPOINT, "a\u001B[2J=x.onnx,dir/b\u202Ec.onnx")
                .checkpoints())
        .extracting(CheckpointSpec::name)
        .containsExactly("a\\u001B[2J", "b\\u202Ec");
  }
}
