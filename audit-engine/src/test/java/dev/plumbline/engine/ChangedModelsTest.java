package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.Fatal;
import dev.plumbline.engine.fixtures.FatalAudits;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** A model that is written while it is measured gives no figures. */
@Tag("heavy")
class ChangedModelsTest {

  @TempDir Path folder;

  /** Changes a file, as whoever trains or copies does. */
  @FunctionalInterface
  private interface Change {
    void of(Path model) throws IOException;
  }

  private Outcomes run(Change change) throws IOException {
    Path model = folder.resolve("changed/model.onnx");
    Files.createDirectories(model.getParent());
    Files.copy(Audits.TINY, model, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(model, FileTime.fromMillis(1_000_000_000_000L));
    Fatal.MEANWHILE.add(
        () -> {
          try {
            change.of(model);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return Audits.in(folder)
        .of(FatalAudits.class)
        .with("audit.checkpoint", "changed=" + model + ",tiny=" + Audits.TINY)
        .run();
  }

  private void isRefused(Outcomes outcomes, String how) {
    assertThat(outcomes.containers().get("errorsAreThrown/changed").getThrowable().orElseThrow())
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "changed: " + folder.resolve("changed/model.onnx") + " was changed while it was")
        .hasMessageContaining(how);
    assertThat(outcomes.statuses())
        .hasSize(1)
        .containsEntry("errorsAreThrown/tiny/conv_in/50", Status.SUCCESSFUL);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void oneThatGrows() throws IOException {
    isRefused(
        run(model -> Files.write(model, new byte[8], StandardOpenOption.APPEND)), " bytes of ");
  }

  @Test
  void oneThatIsWrittenAnewWithAsManyBytes() throws IOException {
    isRefused(
        run(model -> Files.setLastModifiedTime(model, FileTime.fromMillis(1_000_000_001_000L))),
        "and has ");
  }

  @Test
  void oneThatIsGone() throws IOException {
    isRefused(run(Files::delete), "and is gone.");
  }

  @Test
  void oneThatNobodyTouchesIsMeasured() throws IOException {
    assertThat(run(model -> {}).statuses())
        .containsEntry("errorsAreThrown/changed/conv_in/50", Status.SUCCESSFUL);
  }
}
