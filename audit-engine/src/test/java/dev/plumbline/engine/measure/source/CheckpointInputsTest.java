package dev.plumbline.engine.measure.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.Pipelines;
import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.encoders.ModelOpener;
import dev.plumbline.engine.measure.Heard;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders that are written while inputs are made with them. */
class CheckpointInputsTest {

  @TempDir Path folder;

  private Path pipeline;
  private CheckpointInputs inputs;

  @BeforeEach
  void makePipeline() throws IOException {
    pipeline = Pipelines.copy(folder.resolve("pipeline"));
    inputs = new CheckpointInputs(TestData.images(TestData.resource("images"), 3), new Heard());
  }

  private void load(ModelOpener opener) {
    CheckpointSpec spec = CheckpointSpec.of("tuned", pipeline);
    assertThat(inputs.load(spec, CheckpointOnDisk.read(spec), opener).latents().items()).hasSize(3);
  }

  /** Opens models, and writes one as soon as it is open. */
  private ModelOpener writing(Path written) {
    return onnx -> {
      if (onnx.toAbsolutePath().equals(written.toAbsolutePath())) {
        try {
          Files.setLastModifiedTime(written, FileTime.fromMillis(1_000_000_001_000L));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return TestData.OPENER.open(onnx);
    };
  }

  @Test
  void thoseThatNobodyTouchesAreUsed() {
    load(TestData.OPENER);
  }

  @Test
  void oneThatIsWrittenIsRefusedAndWhatWasMadeOfItIsNotUsedLater() {
    for (String encoder : new String[] {"vae_encoder", "text_encoder"}) {
      Path model = pipeline.resolve(encoder).resolve("model.onnx");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> load(writing(model)))
            .isInstanceOf(UserError.class)
            .hasMessageStartingWith(model + " was changed while it was in use: it had ")
            .hasMessageContaining("Run again when nobody writes it any more");
      }
      inputs = new CheckpointInputs(TestData.images(TestData.resource("images"), 3), new Heard());
    }
  }
}
