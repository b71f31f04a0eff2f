package dev.plumbline.engine.measure.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.input.latents.AddedConditioning;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.unets.Export;
import dev.plumbline.engine.unets.TinyUnet;
import dev.plumbline.engine.unets.TinyUnets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes that the graph leaves open are in the U-Net's config. */
class AddedInputsTest {

  @TempDir Path folder;

  private AddedConditioning added(TinyUnet unet, boolean open, String config) throws IOException {
    Export export = Export.torchScript(17);
    Path model =
        TinyUnets.write(
            folder.resolve("unet/model.onnx"), unet, open ? export.withOpenWidths() : export);
    Files.writeString(folder.resolve("unet/config.json"), config);
    return CheckpointOnDisk.read(CheckpointSpec.of("tiny", model)).geometry().added();
  }

  @Test
  void theGraphSaysThem() throws IOException {
    assertThat(added(TinyUnet.sdxl(), false, "{}"))
        .isEqualTo(new AddedConditioning(true, OptionalInt.of(12), 6, 0));
    assertThat(added(TinyUnet.refiner(), false, "{}").timeIds()).isEqualTo(5);
    assertThat(added(TinyUnet.lcm(), false, "{}").guidanceWidth()).isEqualTo(10);
    assertThat(added(TinyUnet.sd1(), false, "{}")).isEqualTo(AddedConditioning.NONE);
  }

  @Test
  void theConfigSaysThem() throws IOException {
    String refiner =
        "{\"projection_class_embeddings_input_dim\": 52, \"addition_time_embed_dim\": 8}";
    assertThat(added(TinyUnet.refiner(), true, refiner).timeIds()).isEqualTo(5);
    assertThat(added(TinyUnet.sdxl(), true, "{}").timeIds()).isEqualTo(6);
    assertThat(added(TinyUnet.lcm(), true, "{\"time_cond_proj_dim\": 10}").guidanceWidth())
        .isEqualTo(10);
  }

  @Test
  void nothingSaysThem() {
    assertThatThrownBy(() -> added(TinyUnet.lcm(), true, "{}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("time_cond_proj_dim")
        .hasMessageContaining("model.onnx");
    TinyUnet other =
        new TinyUnet(
            4,
            TinyUnet.sdxl().widths(),
            2,
            TinyUnet.sdxl().depths(),
            true,
            true,
            20,
            12,
            3,
            0,
            false);
    assertThatThrownBy(() -> added(other, false, "{}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("takes 3 time_ids");
  }
}
