package dev.plumbline.engine;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.unets.Export;
import dev.plumbline.engine.unets.Export.Timestep;
import dev.plumbline.engine.unets.TinyUnet;
import dev.plumbline.engine.unets.TinyUnets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** U-Nets of every kind, exported in every way, are audited on every layer, figures right. */
@Tag("heavy")
class ConventionsTest {

  @TempDir Path folder;

  static Stream<Arguments> conventions() {
    Export script = Export.torchScript(17);
    Export dynamo = Export.dynamo(18);
    return Stream.of(
        arguments("SD 1.x, TorchScript, opset 14", TinyUnet.sd1(), Export.torchScript(14)),
        arguments("SD 1.x, dynamo", TinyUnet.sd1(), dynamo),
        arguments(
            "SD 1.x, int64 timestep an image",
            TinyUnet.sd1(),
            script.timestep(DataType.INT64, Timestep.PER_IMAGE)),
        arguments(
            "SD 1.x, float16, float16 timestep",
            TinyUnet.sd1(),
            Export.torchScript(16).inHalf().timestep(DataType.FLOAT16, Timestep.SCALAR)),
        arguments("SD 1.x, float16, dynamo", TinyUnet.sd1(), dynamo.inHalf()),
        arguments(
            "SD 1.x, wrapped, other names",
            TinyUnet.sd1(),
            Export.torchScript(15)
                .wrapped("unet")
                .renamed("sample", "x")
                .renamed("timestep", "t")
                .renamed("encoder_hidden_states", "context")
                .output("latent")
                .timestep(DataType.FLOAT, Timestep.ONE)),
        arguments(
            "SD 1.x, wrapped, dynamo, one name for two inputs' kinds",
            TinyUnet.sd1(),
            dynamo
                .wrapped("unet")
                .renamed("sample", "unet.sample")
                .renamed("encoder_hidden_states", "hidden_states")
                .output("noise_pred")),
        arguments(
            "SD 2.x, int64 timestep [1]",
            TinyUnet.sd2(),
            script.timestep(DataType.INT64, Timestep.ONE)),
        arguments("SD 2.x, dynamo", TinyUnet.sd2(), dynamo),
        arguments("SD 2.x, float16", TinyUnet.sd2(), Export.torchScript(18).inHalf()),
        arguments(
            "SDXL, nested names",
            TinyUnet.sdxl(),
            script
                .renamed("text_embeds", "added_cond_kwargs.text_embeds")
                .renamed("time_ids", "added_cond_kwargs.time_ids")),
        arguments(
            "SDXL, dynamo, unknown names",
            TinyUnet.sdxl(),
            dynamo.renamed("text_embeds", "arg3").renamed("time_ids", "arg4")),
        arguments("SDXL, float16", TinyUnet.sdxl(), script.inHalf()),
        arguments("SDXL refiner, opset 14", TinyUnet.refiner(), Export.torchScript(14)),
        arguments("SDXL refiner, dynamo", TinyUnet.refiner(), dynamo),
        arguments(
            "distilled, int32 timestep",
            TinyUnet.distilled(),
            script.timestep(DataType.INT32, Timestep.PER_IMAGE)),
        arguments("distilled, dynamo", TinyUnet.distilled(), dynamo),
        arguments(
            "LCM, double timestep",
            TinyUnet.lcm(),
            script.timestep(DataType.DOUBLE, Timestep.SCALAR)),
        arguments("LCM, dynamo, float16", TinyUnet.lcm(), dynamo.inHalf()),
        arguments("inpainting, open channels", TinyUnet.inpainting(), script.withOpenWidths()),
        arguments("inpainting, dynamo", TinyUnet.inpainting(), dynamo),
        arguments("editing", TinyUnet.editing(), script),
        arguments(
            "editing, dynamo, wrapped, open channels",
            TinyUnet.editing(),
            dynamo.wrapped("model.unet").withOpenWidths()),
        arguments("ControlNet residuals", TinyUnet.controlled(), script),
        arguments("ControlNet residuals, float16", TinyUnet.controlled(), dynamo.inHalf()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conventions")
  void everyLayerAgreesWithTheOracle(String name, TinyUnet unet, Export export) {
    Path model = TinyUnets.write(folder.resolve("tiny/model.onnx"), unet, export);
    ConventionRun run = new ConventionRun(folder, model, unet, export.half(), 2);
    run.audits().with("audit.batch", 2);

    run.check(ConventionRun.alphaBar());
  }

  @Test
  void aGraphOfFixedBatchSizeTakesNoLargerBatch() {
    for (int fixed : List.of(1, 2)) {
      Path model =
          TinyUnets.write(
              folder.resolve("fixed" + fixed + "/model.onnx"),
              TinyUnet.distilled(),
              Export.torchScript(17).batch(fixed).timestep(DataType.INT64, Timestep.PER_IMAGE));
      ConventionRun run = new ConventionRun(folder, model, TinyUnet.distilled(), false, 3);
      run.audits().with("audit.batch", 3);

      run.check(ConventionRun.alphaBar());
    }
  }

  /** As Stable Diffusion 2.x models fine-tuned for it have. */
  @Test
  void aScheduleOfZeroTerminalSignalIsRescaled() throws IOException {
    Path model =
        TinyUnets.write(folder.resolve("unet/model.onnx"), TinyUnet.sd2(), Export.torchScript(17));
    Path scheduler = Files.createDirectories(folder.resolve("scheduler"));
    Files.writeString(
        scheduler.resolve("scheduler_config.json"),
        "{\"_class_name\": \"DDIMScheduler\", \"beta_start\": 0.00085, \"beta_end\": 0.012,"
            + " \"beta_schedule\": \"scaled_linear\", \"num_train_timesteps\": 1000,"
            + " \"prediction_type\": \"v_prediction\", \"timestep_spacing\": \"trailing\","
            + " \"rescale_betas_zero_snr\": true}");
    ConventionRun run = new ConventionRun(folder, model, TinyUnet.sd2(), false, 2);

    double first = Math.sqrt(ConventionRun.alphaBar(0));
    double last = Math.sqrt(ConventionRun.alphaBar(999));
    double root = (Math.sqrt(ConventionRun.alphaBar()) - last) * first / (first - last);
    run.check(root * root);
  }
}
