package dev.plumbline.engine.measure;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.api.LayerName;
import dev.plumbline.engine.measure.heads.HeadBuilder;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A pipeline whose U-Net has one layer, {@code mid_block.resnets[0]}, that passes latents through,
 * and whose one timestep has no noise: what is given as latents is measured as representations.
 */
public final class PassThrough {

  public static final LayerName LAYER = new LayerName("mid_block.resnets.0");
  private static final int CHANNELS = 16;

  private PassThrough() {}

  /** Writes the pipeline. */
  public static CheckpointSpec pipeline(Path folder) throws IOException {
    Path unet = Files.createDirectories(folder.resolve("unet"));
    Files.write(unet.resolve("model.onnx"), graph(17).toByteArray());
    Path scheduler = Files.createDirectories(folder.resolve("scheduler"));
    Files.writeString(
        scheduler.resolve("scheduler_config.json"),
        "{\"trained_betas\": [0.0], \"num_train_timesteps\": 1, \"beta_schedule\": \"linear\"}");
    return CheckpointSpec.of("planted", folder);
  }

  /** A graph with one resnet whose second convolution has weights 0, so that it adds nothing. */
  static ModelProto graph(int opset) {
    TensorProto.Builder weight =
        TensorProto.newBuilder()
            .setName("mid_block.resnets.0.conv2.weight")
            .setDataType(DataType.FLOAT.getNumber())
            .addAllDims(List.of((long) CHANNELS, (long) CHANNELS, 1L, 1L));
    for (int i = 0; i < CHANNELS * CHANNELS; i++) {
      weight.addFloatData(0);
    }
    TensorProto zero =
        TensorProto.newBuilder()
            .setName("zero")
            .setDataType(DataType.FLOAT.getNumber())
            .addFloatData(0)
            .build();
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("pass through")
            .addInput(input("sample", 4))
            .addInput(input("timestep", 0))
            .addInput(input("encoder_hidden_states", 3))
            .addInitializer(weight)
            .addInitializer(zero)
            .addNode(
                node(
                    "Conv",
                    "/mid_block/resnets.0/conv2/Conv",
                    "hidden",
                    "sample",
                    "mid_block.resnets.0.conv2.weight"))
            .addNode(node("Add", "/mid_block/resnets.0/Add", "representation", "sample", "hidden"))
            .addNode(node("ReduceMean", "/context", "context", "encoder_hidden_states"))
            .addNode(node("Add", "/both", "both", "context", "timestep"))
            .addNode(node("Mul", "/nothing", "nothing", "both", "zero"))
            .addNode(node("Add", "/out", "out_sample", "representation", "nothing"))
            .addOutput(ValueInfoProto.newBuilder().setName("out_sample").setType(floats(4)))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build();
  }

  private static NodeProto node(String operator, String name, String output, String... inputs) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addOutput(output)
            .addAllInput(List.of(inputs));
    if (operator.equals("ReduceMean")) {
      node.addAttribute(HeadBuilder.integer("keepdims", 0));
    }
    return node.build();
  }

  private static ValueInfoProto input(String name, int rank) {
    return ValueInfoProto.newBuilder().setName(name).setType(floats(rank)).build();
  }

  private static TypeProto floats(int rank) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < rank; axis++) {
      boolean channels = rank == 4 && axis == 1;
      shape.addDim(
          channels
              ? TensorShapeProto.Dimension.newBuilder().setDimValue(CHANNELS)
              : TensorShapeProto.Dimension.newBuilder().setDimParam("d" + axis));
    }
    return TypeProto.newBuilder()
        .setTensorType(
            TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.getNumber()).setShape(shape))
        .build();
  }
}
