package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.common.Folders;
import dev.plumbline.mutations.Mutation.Conditions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a mutation to what becomes of it, through the built-in audits, on few photographs. */
class MutantRunsTest {

  private static final int SCENES = 15;

  @TempDir static Path folder;
  private static MutantRuns runs;

  /** What is made once is the same for every mutant. */
  @BeforeAll
  static void prepare() throws Exception {
    Path bundled = resource("/dev/plumbline/audits/reference-unet").getParent();
    Path work = folder.resolve("work");
    Network network =
        Networks.of(Networks.UNTRAINED, bundled, TestNetwork.unet().getParent().getParent(), work);
    AuditFlow flow =
        new AuditFlow(
            Map.of(
                AuditParameters.DEVICE,
                "cpu",
                AuditParameters.TIMESTEPS,
                "50",
                AuditParameters.EXPLORER,
                "0"));
    MutationInputs inputs =
        new MutationInputs(
            network, bundled.resolve(Networks.REFERENCE), someScenes(bundled), work, flow);
    runs = MutantRuns.prepare(network, inputs, flow, work, 1);
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(MutantRunsTest.class.getResource(name).toURI());
  }

  private static Path someScenes(Path bundled) throws IOException {
    Path photographs = folder.resolve("photographs");
    try (Stream<Path> list = Files.list(bundled.resolve("photographs"))) {
      for (Path scene : list.filter(Files::isDirectory).sorted().limit(SCENES).toList()) {
        Files.createDirectories(photographs);
        Folders.copy(scene, photographs.resolve(scene.getFileName().toString()));
      }
    }
    return photographs;
  }

  private static Outcome run(String id, Mutation.Writer writer, Conditions conditions)
      throws Exception {
    runs.run(
        new Mutation(
            id,
            MutationKind.ZEROED,
            "down_blocks.1",
            id,
            Set.of("down_blocks.1"),
            writer,
            conditions));
    return Outcome.of(new MutantFolder(mutant(id)).summary().orElseThrow());
  }

  private static Path mutant(String id) {
    return folder.resolve("work").resolve(id);
  }

  private static Mutation.Writer times(double factor) {
    return (parent, copy) -> {
      Weights weights = Weights.read(parent.resolve(Network.UNET));
      List<Parameter> block =
          weights.parameters().stream().filter(p -> p.part().equals("down_blocks.1")).toList();
      Edits.each(weights, block, value -> factor * value);
      weights.write(copy.resolve(Network.UNET));
    };
  }

  @Test
  void aDeadBlockIsHarmfulAndRedAndNamed() throws Exception {
    Outcome dead = run("dead", times(0), Conditions.SAME);

    assertThat(dead.harm()).contains(Harm.Degree.HARMFUL);
    assertThat(dead.layer()).isGreaterThanOrEqualTo(0.999);
    assertThat(dead.isRed()).isTrue();
    assertThat(dead.isRefused()).isFalse();
    assertThat(dead.named()).isEqualTo("down_blocks.1");
    assertThat(mutant("dead").resolve("metrics.csv")).content().contains("failed");
    assertThat(mutant("dead").resolve("failures.csv")).content().contains("down_blocks.1");
    // the layers before the block are the parent's to the bit
    assertThat(mutant("dead").resolve("harm.csv"))
        .content()
        .contains("50,conv_in,0.0\n", "500,down_blocks.0.downsamplers.0,0.0\n");
  }

  @Test
  void whatIsTheSameIsHarmlessAndGreenAndIsNotRunTwice() throws Exception {
    Outcome same = run("same", times(1), Conditions.SAME);

    assertThat(same.harm()).contains(Harm.Degree.HARMLESS);
    assertThat(same.layer()).isZero();
    assertThat(same.isRed()).isFalse();
    Path summary = mutant("same").resolve("mutant.properties");
    Files.setLastModifiedTime(summary, FileTime.fromMillis(1));
    run("same", times(1), Conditions.SAME);
    assertThat(Files.getLastModifiedTime(summary).toMillis()).isEqualTo(1);
    run("same", times(1.0001), Conditions.SAME);
    assertThat(Files.getLastModifiedTime(summary).toMillis()).isNotEqualTo(1);
  }

  @Test
  void whatCannotBeReadIsRedAndRefused() throws Exception {
    Outcome cut =
        run(
            "cut",
            (parent, copy) -> FileEdits.truncate(copy.resolve(Network.UNET), 0.5),
            Conditions.SAME);

    assertThat(cut.harm()).isEmpty();
    assertThat(cut.isRed()).isTrue();
    assertThat(cut.isRefused()).isTrue();
    assertThat(cut.isHarmful()).isTrue();
    assertThat(cut.hasCulprit()).isFalse();
  }

  /** Of an odd number the halves have one scene in common; the baseline is the first half's. */
  @Test
  void freshScenesAreHeldAgainstABaselineOfTheOthers() throws Exception {
    run("fresh", (parent, copy) -> {}, new Conditions(Conditions.SEED, 3));

    Path halves = folder.resolve("work/halves/3");
    assertThat(scenes(halves.resolve("recorded"))).hasSize((SCENES + 1) / 2);
    assertThat(scenes(halves.resolve("fresh")))
        .hasSize((SCENES + 1) / 2)
        .filteredOn(scene -> Files.exists(halves.resolve("recorded").resolve(scene)))
        .hasSize(1);
    Properties summary = new MutantFolder(mutant("fresh")).summary().orElseThrow();
    assertThat(summary.getProperty("leaves")).isNotEqualTo("0");
    assertThat(mutant("fresh").resolve("notes.txt")).content().contains("3.csv, unpaired");
  }

  private static List<String> scenes(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).toList();
    }
  }
}
