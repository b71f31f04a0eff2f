package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.fixtures.MeasurementAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run keeps, another takes over: the same bits, and nothing that is not its own. */
@Tag("heavy")
class WorkDirTest {

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class, MeasurementAudits.class)
        .with("audit.timesteps", "50,200")
        .with("audit.latents", NpyWriter.normal(folder.resolve("many.npy"), 3, 20, 4, 16, 16));
  }

  private List<Path> partials(String where) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(where))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "audit.seed, 42",
    "audit.folds, 4",
    "audit.probe, softmax",
    "audit.control, random",
    "audit.explorer, off"
  })
  void whatIsTakenOverHasTheSameBits(String parameter, String value) throws IOException {
    Outcomes whole = audits().with(parameter, value).run();
    Outcomes kept = audits().with(parameter, value).with("audit.work.dir", "work").run();
    Outcomes taken = audits().with(parameter, value).with("audit.work.dir", "work").run();

    assertThat(whole.records()).isNotEmpty();
    assertThat(kept.records()).isEqualTo(whole.records());
    assertThat(kept.console()).contains("measuring tiny at t=50: ");
    assertThat(taken.records()).isEqualTo(whole.records());
    assertThat(taken.statuses()).isEqualTo(whole.statuses());
    assertThat(taken.notes()).containsAll(whole.notes());
    assertThat(taken.console())
        .contains("tiny: 2 of 2 timesteps taken over from " + folder.resolve("work"))
        .doesNotContain("measuring ");
    assertThat(partials("work")).hasSize(value.equals("random") ? 4 : 2);
  }

  @Test
  void onlyWhatIsMissingIsMeasured() throws IOException {
    Outcomes whole = audits().with("audit.work.dir", "work").run();
    Files.delete(partials("work").get(0));

    Outcomes rest = audits().with("audit.work.dir", "work").run();

    assertThat(rest.records()).isEqualTo(whole.records());
    assertThat(rest.console())
        .contains("tiny: 1 of 2 timesteps taken over")
        .containsPattern("measuring tiny at t=(50|200): 20 images in")
        .doesNotContainPattern("(?s)measuring tiny at t=50: 20.*measuring tiny at t=200: 20");
  }

  @Test
  void whatWasChangedIsRefusedAndMeasuredAgain() throws IOException {
    Outcomes whole = audits().with("audit.work.dir", "work").run();
    Path partial = partials("work").get(0);
    byte[] bytes = Files.readAllBytes(partial);
    bytes[bytes.length / 2] ^= 4;
    Files.write(partial, bytes);

    Outcomes again = audits().with("audit.work.dir", "work").run();

    assertThat(again.records()).isEqualTo(whole.records());
    assertThat(again.notes())
        .contains(
            new RunNote(
                RunNote.Kind.WARNING,
                "tiny",
                "A partial was refused, and is measured again: "
                    + partial
                    + " is not as it was written: its checksum is another."));
    assertThat(again.console()).contains("tiny: 1 of 2 timesteps taken over");
    assertThat(audits().with("audit.work.dir", "work").run().console())
        .contains("tiny: 2 of 2 timesteps taken over");
  }

  @ParameterizedTest
  @CsvSource({
    "audit.seed, 43",
    "audit.folds, 3",
    "audit.samples, 19",
    "audit.split, tail",
    "audit.noise, shared",
    "audit.layers, mid_block.**",
    "audit.probe, softmax"
  })
  void whatIsOfAnotherTaskIsNotUsed(String parameter, String value) {
    audits().with("audit.work.dir", "work").run();

    Outcomes other = audits().with("audit.work.dir", "work").with(parameter, value).run();

    assertThat(other.console())
        .doesNotContain("taken over")
        .contains("measuring tiny at t=50: ", "measuring tiny at t=200: ");
    assertThat(other.records()).isEqualTo(audits().with(parameter, value).run().records());
  }

  @Test
  void anotherCheckpointInputOrPromptIsAnotherTask() throws IOException {
    audits().with("audit.work.dir", "work").run();
    NpyWriter.normal(folder.resolve("many.npy"), 4, 20, 4, 16, 16);
    Audits others =
        Audits.in(folder)
            .of(EveryMeasurementAudits.class)
            .with("audit.timesteps", "50")
            .with("audit.work.dir", "work");

    assertThat(others.with("audit.latents", folder.resolve("many.npy")).run().console())
        .doesNotContain("taken over");
    Path copy = folder.resolve("other.onnx");
    Files.write(copy, Files.readAllBytes(Audits.TINY));
    assertThat(others.with("audit.checkpoint", "tiny=" + copy).run().console())
        .contains("tiny: 1 of 1 timesteps taken over"); // it is the same, wherever it lies
    Files.write(copy, new byte[] {(byte) 0xA2, 6, 0}, StandardOpenOption.APPEND);
    assertThat(others.run().console()).doesNotContain("taken over");
  }

  @Test
  void aFolderThatCannotBeWrittenToCostsNoVerdict() throws IOException {
    Files.writeString(folder.resolve("file"), "");

    Outcomes outcomes = audits().with("audit.work.dir", "file/below").run();

    assertThat(outcomes.records()).isNotEmpty();
    assertThat(outcomes.notes())
        .anySatisfy(
            note ->
                assertThat(note.text())
                    .startsWith("what was measured at t=50 cannot be kept in ")
                    .endsWith("Name another folder, or give it room: -Daudit.work.dir=…."));
  }
}
