package dev.plumbline.audits;

import static dev.plumbline.audits.OnnxGraph.DYNAMIC;
import static dev.plumbline.audits.OnnxGraph.attribute;
import static dev.plumbline.audits.OnnxGraph.attributes;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A small graph with the modules and weights of a diffusers U-Net, exported as TorchScript does.
 *
 * <p>All its convolutions are 1×1: nothing is padded, so no token can tell where it is, and a token
 * is the same in a run on cropped latents. A clean one therefore shows no phenomenon. A layer that
 * something is planted in is computed a second time without it, outside any module, for the layers
 * that follow: those are the clean one's.
 */
final class TestUnet {

  /** The layers, in the order in which they run. */
  static final List<String> LAYERS =
      List.of(
          "conv_in",
          "down_blocks.0.resnets.0",
          "down_blocks.0.downsamplers.0",
          "mid_block.resnets.0",
          "mid_block.attentions.0",
          "up_blocks.0.resnets.0",
          "up_blocks.0.upsamplers.0",
          "conv_out");

  static final int CONTEXT_WIDTH = 8;
  private static final int LATENT_CHANNELS = 4;
  private static final int CHANNELS = 16;

  private final OnnxGraph graph = new OnnxGraph();
  private final String plantedLayer;
  private final Plant plant;
  private final int firstKernel;

  private TestUnet(String plantedLayer, Plant plant) {
    this(plantedLayer, plant, 1);
  }

  private TestUnet(String plantedLayer, Plant plant, int firstKernel) {
    this.plantedLayer = plantedLayer;
    this.plant = plant;
    this.firstKernel = firstKernel;
  }

  /** Writes a U-Net without phenomena. */
  static Path clean(Path file) {
    return new TestUnet("", null).write(file, DYNAMIC);
  }

  /** Writes one without phenomena that takes latents of one size only. */
  static Path ofFixedSize(Path file, int size) {
    return new TestUnet("", null).write(file, size);
  }

  /** Writes one with a phenomenon in one layer. */
  static Path planted(Path file, String layer, Plant plant) {
    return planted(file, layer, plant, DYNAMIC);
  }

  /** Writes one with a phenomenon in one layer, and of one size unless that is dynamic. */
  static Path planted(Path file, String layer, Plant plant, long size) {
    return new TestUnet(layer, plant).write(file, size);
  }

  /**
   * Writes one whose first convolution is 3×3 and pads with zeros, so that tokens at the border
   * differ from what their content alone would make them.
   */
  static Path padding(Path file, long size) {
    return new TestUnet("", null, 3).write(file, size);
  }

  /** Returns how many channels a layer has. */
  static int channels(String layer) {
    return layer.equals("conv_out") ? LATENT_CHANNELS : CHANNELS;
  }

  private Path write(Path file, long size) {
    String value = graph.input("sample", DYNAMIC, LATENT_CHANNELS, size, size);
    graph.input("timestep");
    graph.input("encoder_hidden_states", DYNAMIC, DYNAMIC, CONTEXT_WIDTH);
    for (String name : LAYERS) {
      Layer layer = new Layer(name.replaceAll("\\.(?=[a-z])", "/"), name);
      if (name.equals(plantedLayer)) {
        layer.output(value, plant);
        layer = new Layer("", name);
      }
      value = layer.output(value, null);
    }
    graph.output(value, "out_sample", DYNAMIC, LATENT_CHANNELS, size, size);
    return graph.write(file);
  }

  /**
   * One computation of a layer. Its path decides its weights' values; its module's scope names
   * nodes and weights, or leaves them anonymous where it is empty.
   */
  private final class Layer {
    private final String scope;
    private final String name;

    Layer(String scope, String name) {
      this.scope = scope;
      this.name = name;
    }

    String output(String x, Plant planted) {
      if (name.contains("resnets")) {
        return resnet(x, planted);
      }
      if (name.contains("attentions")) {
        return attention(x, planted);
      }
      boolean sampler = name.contains("samplers");
      int in = name.equals("conv_in") ? LATENT_CHANNELS : CHANNELS;
      String sampled = sampler ? sample(x) : x;
      return convolution(plant(sampled, in, planted), sampler ? "conv" : "", in, channels(name), 1);
    }

    private String sample(String x) {
      if (name.contains("upsamplers")) {
        String scales = graph.weights(graph.anonymous(), new float[] {1, 1, 2, 2}, 4);
        return node(
            "Resize",
            List.of(x, "", scales),
            attribute("mode", "nearest"),
            attribute("coordinate_transformation_mode", "asymmetric"),
            attribute("nearest_mode", "floor"));
      }
      return node(
          "Slice",
          List.of(
              x,
              graph.integers(0, 0),
              graph.integers(Integer.MAX_VALUE, Integer.MAX_VALUE),
              graph.integers(2, 3),
              graph.integers(2, 2)));
    }

    private String resnet(String x, Plant planted) {
      String hidden = convolution(x, "conv1", CHANNELS, CHANNELS, 1);
      String projection = parameter("time_emb_proj.weight", 1e-3f, CHANNELS, 1, 1);
      String embedded = node("Mul", List.of("timestep", projection));
      String shifted = node("Add", List.of(hidden, embedded));
      String silu = node("Mul", List.of(shifted, node("Sigmoid", List.of(shifted))));
      String residual = convolution(silu, "conv2", CHANNELS, CHANNELS, 0.25f);
      return node("Add", List.of(plant(x, CHANNELS, planted), residual));
    }

    /** An attention that attends to all tokens of the prompt alike. */
    private String attention(String x, Plant planted) {
      String mean = node("ReduceMean", List.of("encoder_hidden_states"), attributes("axes", 1));
      String values = parameter("to_v.weight", 1, CONTEXT_WIDTH, CHANNELS);
      String attended = node("MatMul", List.of(mean, values));
      String everywhere = node("Reshape", List.of(attended, graph.integers(0, -1, 1, 1)));
      String hidden = node("Add", List.of(x, everywhere));
      String residual = convolution(hidden, "proj_out", CHANNELS, CHANNELS, 0.25f);
      return node("Add", List.of(residual, plant(x, CHANNELS, planted)));
    }

    private String plant(String x, int channels, Plant planted) {
      return planted == null
          ? x
          : node("Add", List.of(x, planted.added(graph, scope, x, channels)));
    }

    private String convolution(String x, String module, int in, int out, float scale) {
      String path = module.isEmpty() ? "" : module + ".";
      int kernel = name.equals("conv_in") ? firstKernel : 1;
      int taps = in * kernel * kernel;
      String weight =
          parameter(path + "weight", scale / (float) Math.sqrt(taps), out, in, kernel, kernel);
      String bias = parameter(path + "bias", 0.1f, out);
      String inner = module.isEmpty() || scope.isEmpty() ? scope : scope + "/" + module;
      int pad = kernel / 2;
      return graph.node(
          inner,
          "Conv",
          List.of(x, weight, bias),
          attributes("kernel_shape", kernel, kernel),
          attributes("pads", pad, pad, pad, pad));
    }

    private String node(String operator, List<String> inputs, AttributeProto... attributes) {
      return graph.node(scope, operator, inputs, attributes);
    }

    private String parameter(String parameter, float scale, long... dims) {
      String full = name + "." + parameter;
      int size = 1;
      for (long dim : dims) {
        size *= (int) dim;
      }
      Random random = new Random(full.hashCode());
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = scale * (float) random.nextGaussian();
      }
      return graph.weights(scope.isEmpty() ? graph.anonymous() : full, values, dims);
    }
  }
}
