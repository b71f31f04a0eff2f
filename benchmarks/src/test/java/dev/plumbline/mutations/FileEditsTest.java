package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEditsTest {

  @TempDir Path folder;
  private Path unet;
  private byte[] original;

  @BeforeEach
  void copy() throws IOException {
    unet = Files.copy(TestNetwork.unet(), folder.resolve("model.onnx"));
    original = Files.readAllBytes(unet);
  }

  @Test
  void aTruncatedFileIsTheBeginning() throws IOException {
    FileEdits.truncate(unet, 0.9);

    byte[] cut = Files.readAllBytes(unet);
    assertThat(cut).isEqualTo(Arrays.copyOf(original, (int) (original.length * 0.9)));
  }

  @Test
  void aFileWithoutItsEndHasItsLength() throws IOException {
    FileEdits.zeroTail(unet, 0.9);

    byte[] cut = Files.readAllBytes(unet);
    int from = (int) (original.length * 0.9);
    assertThat(Arrays.copyOf(cut, from)).isEqualTo(Arrays.copyOf(original, from));
    assertThat(cut).hasSize(original.length);
    assertThat(Arrays.copyOfRange(cut, from, cut.length)).containsOnly(0);
  }

  @Test
  void weightsBesideTheGraphAreTheSame() throws IOException {
    byte[] weights = Files.readAllBytes(FileEdits.externalise(unet));

    ModelProto before = ModelProto.parseFrom(original);
    ModelProto after = ModelProto.parseFrom(Files.readAllBytes(unet));
    assertThat(after.getGraph().getNodeList()).isEqualTo(before.getGraph().getNodeList());
    int outside = 0;
    for (int i = 0; i < before.getGraph().getInitializerCount(); i++) {
      TensorProto was = before.getGraph().getInitializer(i);
      TensorProto is = after.getGraph().getInitializer(i);
      if (is.getExternalDataCount() == 0) {
        assertThat(is).isEqualTo(was);
      } else {
        int from = Integer.parseInt(is.getExternalData(1).getValue());
        int length = Integer.parseInt(is.getExternalData(2).getValue());
        assertThat(Arrays.copyOfRange(weights, from, from + length))
            .isEqualTo(was.getRawData().toByteArray());
        outside++;
      }
    }
    assertThat(outside).isGreaterThan(100);
  }

  @Test
  void oneValueOfTheScheduleChanges() throws IOException {
    Path config = folder.resolve("scheduler_config.json");
    String before = "{\n  \"beta_start\": 0.00085,\n  \"beta_end\": 0.012\n}";
    Files.writeString(config, before);

    FileEdits.setSchedule(config, "beta_end", "0.02");

    assertThat(Files.readString(config)).isEqualTo(before.replace("0.012", "0.02"));
    assertThatThrownBy(() -> FileEdits.setSchedule(config, "beta_schedule", "\"linear\""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("beta_schedule");
  }
}
