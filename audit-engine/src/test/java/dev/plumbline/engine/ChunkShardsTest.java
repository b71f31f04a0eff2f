package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.fixtures.MeasurementAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.measure.partial.Facts;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.partial.StateOutput;
import dev.plumbline.engine.plan.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Parts of a run that measure chunks of images in two rounds, and are judged together. */
@Tag("heavy")
class ChunkShardsTest {

  private static final int IMAGES = 44;
  private static final int CHECKSUM = 32;

  /** As many as fit into a build; {@code -Dplumbline.mutations=100} tries more. */
  private static final int MUTATIONS = Integer.getInteger("plumbline.mutations", 10);

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .with("audit.latents", NpyWriter.normal(folder.resolve("many.npy"), 3, IMAGES, 4, 16, 16))
        .with("audit.timesteps", "50,200");
  }

  private Audits part(Audits audits, int number, int of) {
    return audits.with("audit.shard", number + "/" + of).with("audit.shard.by", "chunk");
  }

  private static String all(String prefix, int of) {
    return IntStream.rangeClosed(1, of).mapToObj(i -> prefix + i).collect(Collectors.joining(","));
  }

  private void firstRound(int of, UnaryOperator<Audits> how) {
    for (int number = 1; number <= of; number++) {
      measured(part(how.apply(audits()), number, of).with("audit.work.dir", "a" + number));
    }
  }

  private void secondRound(int of, UnaryOperator<Audits> how) {
    for (int number = 1; number <= of; number++) {
      measured(
          part(how.apply(audits()), number, of)
              .with("audit.merge", all("a", of))
              .with("audit.work.dir", "b" + number));
    }
  }

  private static Outcomes measured(Audits part) {
    Outcomes outcomes = part.run();
    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.containers().values())
        .allMatch(result -> result.getStatus() == Status.SUCCESSFUL);
    return outcomes;
  }

  private Outcomes merge(int of, UnaryOperator<Audits> how) {
    return how.apply(audits())
        .with("audit.merge", all("a", of) + "," + all("b", of))
        .with("audit.report.dir", "merged")
        .run();
  }

  /** The baselines that a run leaves: what each scene contributes to each metric. */
  private SortedMap<String, String> scenes(String report) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(report).resolve("baseline"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    assertThat(contents).isNotEmpty();
    return contents;
  }

  private void isWhatOneRunMeasures(int of, UnaryOperator<Audits> how) throws IOException {
    Outcomes whole = how.apply(audits()).with("audit.report.dir", "whole").run();
    firstRound(of, how);
    secondRound(of, how);

    Outcomes merged = merge(of, how);

    assertThat(merged.console()).doesNotContain("measuring ");
    assertThat(merged.records()).isNotEmpty().isEqualTo(whole.records());
    assertThat(merged.statuses()).isEqualTo(whole.statuses());
    assertThat(merged.notes()).containsAll(whole.notes());
    assertThat(scenes("merged")).isEqualTo(scenes("whole"));
  }

  @Test
  void whatIsMergedIsWhatOneRunMeasures() throws IOException {
    isWhatOneRunMeasures(3, audits -> audits);
  }

  @Test
  void withFoldsInWorkerProcesses() throws IOException {
    isWhatOneRunMeasures(
        2,
        audits ->
            audits
                .with("audit.folds", 3)
                .with("audit.executor", "process")
                .with("audit.timesteps", 50));
  }

  @Test
  void withAControlAndMorePartsThanChunks() throws IOException {
    isWhatOneRunMeasures(
        5,
        audits ->
            audits
                .with("audit.control", "random")
                .with("audit.timesteps", 50)
                .with("audit.samples", 20));
  }

  @Test
  void withMeasurementsOfUsersOwn() throws IOException {
    UnaryOperator<Audits> how = audits -> audits.of(MeasurementAudits.class);
    Outcomes whole = how.apply(audits()).run();
    for (int number = 1; number <= 2; number++) {
      Outcomes first =
          part(how.apply(audits()), number, 2).with("audit.work.dir", "a" + number).run();
      assertThat(first.containers().values())
          .as("what an accumulator throws is red where it is measured, too")
          .anySatisfy(
              result ->
                  assertThat(result.getThrowable().orElseThrow())
                      .hasMessageContaining("cannot be made for conv_in"));
    }
    for (int number = 1; number <= 2; number++) {
      part(how.apply(audits()), number, 2)
          .with("audit.merge", "a1,a2")
          .with("audit.work.dir", "b" + number)
          .run();
    }

    Outcomes merged = merge(2, how);

    assertThat(merged.records()).isNotEmpty().isEqualTo(whole.records());
    assertThat(merged.statuses()).isEqualTo(whole.statuses()).containsValue(Status.FAILED);
    String leaf = "someAreUnstable/tiny/conv_out/50";
    assertThat(merged.thrown(leaf)).hasMessageContaining(whole.thrown(leaf).getMessage());
  }

  @Test
  void whatNothingIsTrainedForNeedsOneRound() {
    UnaryOperator<Audits> norms = audits -> audits.only().of(NormAudits.class);
    Outcomes whole = norms.apply(audits()).run();
    firstRound(2, norms);

    Outcomes second =
        measured(
            part(norms.apply(audits()), 1, 2)
                .with("audit.merge", "a1,a2")
                .with("audit.work.dir", "b1"));
    Outcomes merged = norms.apply(audits()).with("audit.merge", "a1,a2").run();

    assertThat(second.console()).contains("no chunk of round 2 is left for this part");
    assertThat(merged.records()).isNotEmpty().isEqualTo(whole.records());
  }

  @Test
  void onePlaceForAllPartsWillDoAndWhatIsThereIsNotMeasuredAgain() throws IOException {
    Outcomes whole = audits().run();
    for (int number = 1; number <= 2; number++) {
      measured(part(audits(), number, 2).with("audit.work.dir", "all"));
    }
    List<Path> files = files("all");
    Files.delete(files.get(0));
    Outcomes again = null;
    for (int number = 1; number <= 2; number++) {
      again = measured(part(audits(), number, 2).with("audit.work.dir", "all"));
    }
    assertThat(files("all")).isEqualTo(files);
    assertThat(again.console()).contains("no chunk of round 1 is left for this part");
    for (int number = 1; number <= 2; number++) {
      measured(part(audits(), number, 2).with("audit.work.dir", "all").with("audit.merge", "all"));
    }

    Outcomes merged = audits().with("audit.merge", "all").run();

    assertThat(merged.records()).isNotEmpty().isEqualTo(whole.records());
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.sorted().toList();
    }
  }

  private Path file(String part, String... folders) throws IOException {
    for (String name : folders) {
      for (Path file : files(name)) {
        if (file.getFileName().toString().matches("tiny-t50-.*" + part + "\\.partial")) {
          return file;
        }
      }
    }
    throw new IOException("There is no " + part);
  }

  private static void assertRed(Outcomes merged, String timestep, String... messages) {
    assertThat(merged.leaves()).isNotEmpty();
    merged
        .leaves()
        .forEach(
            (leaf, result) -> {
              if (leaf.endsWith("/" + timestep)) {
                assertThat(result.getStatus()).isEqualTo(Status.FAILED);
                assertThat(result.getThrowable().orElseThrow()).hasMessageContainingAll(messages);
              } else {
                assertThat(result.getStatus()).isEqualTo(Status.SUCCESSFUL);
              }
            });
  }

  @Test
  void gapsOverlapsAndOtherRunsAreNamedAndRed() throws IOException {
    firstRound(2, audits -> audits);
    Outcomes early = audits().with("audit.merge", "a1,a2").run();
    secondRound(2, audits -> audits);
    assertThat(early.leaves().values())
        .allSatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .hasMessageContainingAll(
                        "no partial test-1 of t=", "Run the part of the second round that has it"));

    assertThat(merge(2, audits -> audits.with("audit.seed", 7)).leaves().values())
        .isNotEmpty()
        .allSatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .hasMessageContaining("is another: its seed is 42, and 7 is wanted"));

    assertThat(
            part(audits(), 1, 2)
                .with("audit.seed", 7)
                .with("audit.merge", "a1,a2")
                .with("audit.work.dir", "c")
                .run()
                .containers()
                .values())
        .as("the second round of another run")
        .anySatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .hasMessageContaining("is another: its seed is 42, and 7 is wanted"));

    Path training = file("training-2", "a1", "a2");
    Path aside = folder.resolve("aside");
    Files.move(training, aside);
    assertRed(
        merge(2, audits -> audits), "50", "tiny: no partial training-2 of t=50 is in [", "Run the");
    Outcomes second =
        part(audits(), 1, 2).with("audit.merge", "a1,a2").with("audit.work.dir", "c").run();
    Outcomes other =
        part(audits(), 2, 2).with("audit.merge", "a1,a2").with("audit.work.dir", "c").run();
    assertThat(Stream.of(second, other).flatMap(run -> run.containers().values().stream()))
        .anySatisfy(
            result ->
                assertThat(result.getThrowable().orElseThrow())
                    .hasMessageContaining("no partial training-2 of t=50 is in ["));
    Files.move(aside, training);

    Path twin =
        folder
            .resolve(training.startsWith(folder.resolve("a1")) ? "a2" : "a1")
            .resolve(training.getFileName());
    Files.copy(training, twin);
    assertRed(
        merge(2, audits -> audits),
        "50",
        "the partial training-2 of t=50 is in several folders",
        "parts must not overlap");
    Files.delete(twin);

    byte[] bytes = Files.readAllBytes(training);
    bytes[bytes.length / 2] ^= 1;
    Files.write(training, bytes);
    assertRed(
        merge(2, audits -> audits),
        "50",
        "the partial training-2 of t=50 is refused: " + training,
        "its checksum is another");
  }

  @Test
  void testChunksGoWithTheTrainingChunksThatTheyWereTestedWith() throws IOException {
    UnaryOperator<Audits> few = audits -> audits.with("audit.samples", 6);
    firstRound(1, few);
    secondRound(1, few);
    Path training = file("training-1", "a1");
    Path other = file("training-1", "a1").resolveSibling("another");
    Files.move(training, other);
    firstRound(1, audits -> few.apply(audits).with("audit.seed", 7));
    Path foreign =
        files("a1").stream()
            .filter(file -> file.getFileName().toString().matches("tiny-t50-.*training-1.*"))
            .findFirst()
            .orElseThrow();
    resealed(foreign, other, training);

    assertRed(
        merge(1, few),
        "50",
        "the partial test-1 of t=50 is refused: ",
        "is of another task: its classifiers is ");
  }

  /** Writes what one partial holds as if it were of another's task. */
  private static void resealed(Path contents, Path task, Path to) throws IOException {
    byte[] bytes = Files.readAllBytes(contents);
    int line = 1;
    while (bytes[line - 1] != '\n') {
      line++;
    }
    ByteArrayOutputStream was = new ByteArrayOutputStream();
    Facts.write(PartialFile.task(contents), new StateOutput(was));
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    sealed.write(bytes, 0, line);
    Facts.write(PartialFile.task(task), new StateOutput(sealed));
    int body = line + was.size();
    sealed.write(bytes, body, bytes.length - CHECKSUM - body);
    Files.write(to, withChecksum(sealed.toByteArray()));
  }

  private static byte[] withChecksum(byte[] bytes) {
    byte[] whole = Arrays.copyOf(bytes, bytes.length + CHECKSUM);
    byte[] checksum = HexFormat.of().parseHex(Sha256.of(bytes));
    System.arraycopy(checksum, 0, whole, bytes.length, CHECKSUM);
    return whole;
  }

  /** A checksum can be made to match: nothing is believed for that. */
  @Test
  void whateverIsChangedIsRefusedOrReadAndNothingElseSuffers() throws Exception {
    UnaryOperator<Audits> few =
        audits -> audits.with("audit.samples", 6).with("audit.timesteps", 50);
    firstRound(1, few);
    secondRound(1, few);
    Random random = new Random(3);
    int refused = 0;
    for (Path file : List.of(file("training-1", "a1"), file("test-1", "b1"))) {
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] changed = Arrays.copyOf(whole, whole.length - CHECKSUM);
        int near = i % 2 == 0 ? 4000 : changed.length; // most of a file is sums
        changed[random.nextInt(near)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, withChecksum(changed));

        Outcomes merged = merge(1, few);

        assertThat(merged.leaves()).hasSize(2);
        for (TestExecutionResult result : merged.leaves().values()) {
          if (result.getStatus() == Status.FAILED) {
            refused++;
            assertThat(result.getThrowable().orElseThrow()).hasMessageMatching("(?s).+");
          }
        }
      }
      Files.write(file, whole);
    }
    assertThat(refused).isPositive();
    assertThat(merge(1, few).statuses().values()).containsOnly(Status.SUCCESSFUL);
  }

  @Test
  void aTimestepIsThereWholeOrByChunks() throws IOException {
    UnaryOperator<Audits> few = audits -> audits.with("audit.samples", 6);
    firstRound(1, few);
    secondRound(1, few);
    measured(few.apply(audits()).with("audit.shard", "1/2").with("audit.work.dir", "w1"));
    Outcomes whole = few.apply(audits()).run();

    assertRed(
        few.apply(audits()).with("audit.merge", "a1,b1,w1").run(),
        "50",
        "the partial of t=50 is in ",
        "w1 as a whole, and by chunks besides: parts must not overlap");

    for (String name : List.of("a1", "b1")) {
      for (Path file : files(name)) {
        if (file.getFileName().toString().startsWith("tiny-t50-")) {
          Files.delete(file);
        }
      }
    }
    assertThat(few.apply(audits()).with("audit.merge", "a1,b1,w1").run().records())
        .isEqualTo(whole.records());
  }

  @Test
  void whatCannotBeCutIsRefusedBeforeAnythingIsMeasured() throws IOException {
    assertRefused(
        part(audits(), 1, 2).with("audit.work.dir", "w").with("audit.probe", "softmax"),
        "audit.shard.by=chunk does not go with audit.probe: it sums chunks apart, and this probe is"
            + " trained on all training tokens at once");
    assertRefused(
        part(audits(), 1, 2).with("audit.work.dir", "w").with("audit.early", true),
        "audit.work.dir=w does not go with audit.early");
    assertRefused(
        part(audits(), 1, 2).with("audit.work.dir", "w").with("audit.dump", "d"),
        "audit.work.dir=w does not go with audit.dump");
    assertRefused(
        part(audits(), 1, 2), "audit.shard=1/2: say where the part is kept: -Daudit.work.dir=");
    Files.createDirectory(folder.resolve("a"));
    assertRefused(
        part(audits(), 1, 2).with("audit.merge", "a"),
        "audit.shard=1/2: say where the part is kept: -Daudit.work.dir=");
    assertRefused(
        audits().with("audit.shard", "1/2").with("audit.merge", "a").with("audit.work.dir", "w"),
        "audit.merge=a does not go with audit.shard: it measures nothing, but in the second round"
            + " of audit.shard.by=chunk");
    assertRefused(
        audits().with("audit.shard.by", "chunk"),
        "audit.shard.by=chunk: say which part is measured: -Daudit.shard=k/n");
    assertRefused(
        audits().with("audit.shard", "1/2").with("audit.shard.by", "image"),
        "audit.shard.by=image: expected timestep or chunk");
  }

  private static void assertRefused(Audits audits, String message) {
    Outcomes outcomes = audits.run();
    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.engineFailure().orElseThrow()).hasMessageContaining(message);
  }
}
