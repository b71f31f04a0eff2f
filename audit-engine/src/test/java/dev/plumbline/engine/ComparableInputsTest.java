package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run says of its inputs, by which reports know comparable runs. */
class ComparableInputsTest {

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .with("audit.layers", "conv_in")
        .with("audit.latents", NpyWriter.normal(folder.resolve("latents.npy"), 3, 6, 4, 16, 16));
  }

  private static String inputs(Audits audits) {
    List<String> told =
        audits.run().notes().stream()
            .filter(note -> note.kind() == RunNote.Kind.ENVIRONMENT)
            .filter(note -> note.name().equals(RunNote.INPUTS + "tiny"))
            .map(RunNote::text)
            .toList();
    assertThat(told).hasSize(1);
    return told.get(0);
  }

  @Test
  void runsOnTheSameInputsSayTheSame() {
    String first = inputs(audits());

    assertThat(first).matches("[0-9a-f]{64}");
    assertThat(inputs(audits())).isEqualTo(first);
    assertThat(inputs(audits().with("audit.executor", "process"))).isEqualTo(first);
  }

  @Test
  void otherInputsAreSaidToBeOthers() {
    assertThat(
            List.of(
                inputs(audits()),
                inputs(audits().with("audit.samples", 4)),
                inputs(
                    audits()
                        .with(
                            "audit.latents",
                            NpyWriter.normal(folder.resolve("other.npy"), 4, 6, 4, 16, 16))),
                inputs(
                    audits()
                        .with(
                            "audit.prompt",
                            NpyWriter.normal(folder.resolve("words.npy"), 5, 1, 77, 16)))))
        .doesNotHaveDuplicates();
  }
}
