package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.LayerHealth;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.engine.measure.SyntheticImage.Kind;
import dev.plumbline.engine.measure.heads.HeadBuilder;
import dev.plumbline.engine.measure.health.LayerHealthProvider;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted representations in a real graph, against plain Java in double. */
class LayerHealthTest {

  private static final LayerHealthProvider PROVIDER = new LayerHealthProvider();
  private static final int IMAGES = 10;
  private static final int TRAINING = 8;
  private static final int CHANNELS = 16;
  private static final int HEIGHT = 8;
  private static final int WIDTH = 6;
  private static final int TOKENS = HEIGHT * WIDTH;

  /** What the graph's convolution adds: so much of what it is given. */
  private static final float ADDS = 0.5f;

  private static final double TOLERANCE = 1e-5;

  @TempDir private Path folder;

  /** A value for each image, channel and token. */
  private interface Values {
    double at(int image, int channel, int token);
  }

  private static float[] values(Values values) {
    float[] latents = new float[IMAGES * CHANNELS * TOKENS];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = (float) values.at(i / CHANNELS / TOKENS, i / TOKENS % CHANNELS, i % TOKENS);
    }
    return latents;
  }

  private LayerHealth measure(float[] latents, float adds, boolean half) throws IOException {
    CheckpointSpec checkpoint = PassThrough.pipeline(folder);
    Files.write(folder.resolve("unet/model.onnx"), graph(adds, half).toByteArray());
    CheckpointPlan plan = CheckpointPlan.empty(checkpoint);
    plan.add(0, PassThrough.LAYER, Set.of(LayerHealth.class));
    Path noise = npy(folder.resolve("noise.npy"), new float[latents.length]);
    return (LayerHealth)
        Vectors.measurer(
                Vectors.inputs(
                    npy(folder.resolve("latents.npy"), latents),
                    noise,
                    Vectors.resource("vectors/prompt-embeddings.npy")))
            .measure(plan)
            .measurement(0, PassThrough.LAYER, LayerHealth.class);
  }

  private static Path npy(Path file, float[] values) throws IOException {
    byte[] header =
        String.format(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d, %d), }\n",
                IMAGES, CHANNELS, HEIGHT, WIDTH)
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length + Float.BYTES * values.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII));
    bytes.putShort((short) header.length).put(header).asFloatBuffer().put(values);
    return Files.write(file, bytes.array());
  }

  /** The pass-through graph whose convolution adds a part of what it is given. */
  private static ModelProto graph(float adds, boolean half) {
    ModelProto.Builder model = PassThrough.graph(17).toBuilder();
    GraphProto.Builder graph = model.getGraphBuilder();
    TensorProto.Builder weight = graph.getInitializerBuilder(0).clearFloatData();
    for (int i = 0; i < CHANNELS * CHANNELS; i++) {
      weight.addFloatData(i / CHANNELS == i % CHANNELS ? adds : 0);
    }
    if (half) {
      inHalfPrecision(graph);
    }
    return model.build();
  }

  private static void inHalfPrecision(GraphProto.Builder graph) {
    List<NodeProto> nodes = new ArrayList<>();
    String weight = graph.getInitializer(0).getName();
    nodes.add(cast("half_sample", "sample", DataType.FLOAT16_VALUE));
    nodes.add(cast("half_weight", weight, DataType.FLOAT16_VALUE));
    for (NodeProto node : graph.getNodeList()) {
      NodeProto.Builder edited = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        String input = node.getInput(i);
        if (input.equals("sample")) {
          edited.setInput(i, "half_sample");
        } else if (input.equals(weight)) {
          edited.setInput(i, "half_weight");
        } else if (input.equals("representation")) {
          edited.setInput(i, "wide");
        }
      }
      nodes.add(edited.build());
      if (node.getOutput(0).equals("representation")) {
        nodes.add(cast("wide", "representation", DataType.FLOAT_VALUE));
      }
    }
    graph.clearNode().addAllNode(nodes);
  }

  private static NodeProto cast(String output, String input, int type) {
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .setName("/" + output)
        .addInput(input)
        .addOutput(output)
        .addAttribute(HeadBuilder.integer("to", type))
        .build();
  }

  private static double value(Metric metric) {
    return metric.value().orElseThrow();
  }

  @Test
  void plantedChannelsAreFoundAndEveryFigureIsThatOfPlainJava() throws IOException {
    Random random = new Random(1);
    float[] latents =
        values(
            (image, channel, token) ->
                switch (channel) {
                  case 3 -> 7.3; // the same everywhere
                  case 5 -> 1e-4 * random.nextGaussian(); // as good as that
                  case 6 -> 500 + random.nextGaussian(); // a large mean, and alive
                  case 7 -> 300 * random.nextGaussian(); // massive
                  case 9 -> (image < 8 ? 300 : 1) * random.nextGaussian(); // in too few images
                  case 11 -> (image < 9 ? 300 : 1) * random.nextGaussian(); // massive
                  default -> random.nextGaussian() + (token == 5 && image == 4 ? 40 : 0);
                });
    latents[(4 * CHANNELS + 2) * TOKENS + 17] = -12345.67f;

    LayerHealth health = measure(latents, ADDS, false);

    Truth truth = new Truth(latents);
    assertThat(value(health.deadChannels())).isEqualTo(2.0 / CHANNELS);
    assertThat(health.deadChannels().sampleSize()).isEqualTo(CHANNELS);
    assertThat(value(health.variance()) / truth.meanVariance()).isCloseTo(1, within(TOLERANCE));
    assertThat(value(health.participationRatio()))
        .isCloseTo(truth.participationRatio(), within(TOLERANCE));
    assertThat(health.participationRatio().sampleSize()).isEqualTo(TRAINING * TOKENS);
    assertThat(value(health.update())).isCloseTo(1.0 / 9, within(TOLERANCE)); // 0.5² of 1.5²
    assertThat(health.update().contributions()).isPresent();
    assertThat(value(health.fp16Headroom()))
        .isCloseTo(Math.log(65504 / (1.5 * 12345.67)) / Math.log(2), within(TOLERANCE));
    // 500 of channel 6 is more than a hundred times 0.8, too
    assertThat(value(health.massiveChannels())).isEqualTo(3);
    assertThat(value(health.massiveShare()))
        .isCloseTo(truth.shareOfSquares(6, 7, 11), within(TOLERANCE));
  }

  @Test
  void aConstantLayerIsDeadAndNotNotApplicable() throws IOException {
    LayerHealth health = measure(values((i, channel, t) -> 0.1 * (channel + 1)), ADDS, false);

    assertThat(value(health.deadChannels())).isEqualTo(1);
    assertThat(value(health.variance())).isZero();
    assertThat(value(health.participationRatio())).isZero();
    assertThat(value(health.update())).isZero();
    assertThat(value(health.massiveChannels())).isZero();
    assertThat(value(health.fp16Headroom())).isGreaterThan(10);
  }

  @Test
  void aLayerOfZerosIsDeadAndHasNoHeadroomToSpeakOf() throws IOException {
    LayerHealth health = measure(values((i, c, t) -> 0), ADDS, false);

    assertThat(value(health.deadChannels())).isEqualTo(1);
    assertThat(value(health.participationRatio())).isZero();
    assertThat(value(health.update())).isZero();
    assertThat(value(health.massiveShare())).isZero();
    assertThat(health.fp16Headroom().reason()).isEqualTo("all values of this layer are 0");
  }

  @Test
  void aModuleThatAddsNothingIsToldFromOneThatAddsLittle() throws IOException {
    Random random = new Random(2);
    float[] latents = values((i, c, t) -> 20 + random.nextGaussian());

    assertThat(value(measure(latents, 0, false).update())).isZero();
    assertThat(value(measure(latents, 0.01f, false).update()))
        .isCloseTo(Math.pow(0.01 / 1.01, 2), within(1e-7));
  }

  @Test
  void tokensOnALineGoNowhereBeyondTheFirstDirection() throws IOException {
    Random random = new Random(3);
    double[] along = random.doubles(IMAGES * TOKENS, -1, 1).toArray();
    LayerHealth line =
        measure(values((i, c, t) -> 30 + (c + 1) * along[i * TOKENS + t]), ADDS, false);
    LayerHealth all = measure(values((i, c, t) -> random.nextGaussian()), ADDS, false);

    assertThat(value(line.participationRatio())).isBetween(0.0, 1e-6);
    assertThat(value(line.deadChannels())).isZero();
    assertThat(value(all.participationRatio())).isBetween(0.9, 1.0);
  }

  @Test
  void aGraphInHalfPrecisionHasNoHeadroomAndTheOtherFigures() throws IOException {
    Random random = new Random(4);
    float[] latents = values((i, c, t) -> c == 3 ? 7.3 : random.nextGaussian());

    LayerHealth health = measure(latents, ADDS, true);

    Truth truth = new Truth(latents);
    assertThat(health.fp16Headroom().reason()).contains("half precision");
    assertThat(value(health.deadChannels())).isEqualTo(1.0 / CHANNELS);
    assertThat(value(health.variance()) / truth.meanVariance()).isCloseTo(1, within(1e-3));
    assertThat(value(health.participationRatio()))
        .isCloseTo(truth.participationRatio(), within(1e-3));
    assertThat(value(health.update())).isCloseTo(1.0 / 9, within(1e-3));
  }

  @Test
  void imagesThatAreNotFiniteAreLeftOut() {
    LayerRun run = new LayerRun(SyntheticImage.SHAPE, Optional.empty(), false);
    Accumulator<LayerHealth> with = PROVIDER.accumulator(run);
    Accumulator<LayerHealth> without = PROVIDER.accumulator(run);
    Accumulator<LayerHealth> only = PROVIDER.accumulator(run);
    SyntheticImage broken = new SyntheticImage(1, Kind.NON_FINITE, false);
    broken.addTo(only, PROVIDER);
    broken.addTo(with, PROVIDER);
    for (int image = 2; image < 5; image++) {
      new SyntheticImage(image, Kind.ORDINARY, false).addTo(with, PROVIDER);
      new SyntheticImage(image, Kind.ORDINARY, false).addTo(without, PROVIDER);
    }

    assertThat(with.measurement().metrics()).isEqualTo(without.measurement().metrics());
    assertThat(only.measurement().metrics())
        .filteredOn(metric -> !metric.name().equals("health.dead_channels"))
        .hasSize(6)
        .allMatch(metric -> metric.reason().equals("no image is finite at this layer"));
    assertThat(only.measurement().deadChannels().value()).as("no channel can be used").hasValue(1);
  }

  @Test
  void withoutTrainingImagesThereIsNoParticipationRatio() {
    Accumulator<LayerHealth> sums =
        PROVIDER.accumulator(new LayerRun(SyntheticImage.SHAPE, Optional.empty(), false));
    sums.add(new SyntheticImage(1, Kind.ORDINARY, true));

    assertThat(sums.measurement().participationRatio().reason()).contains("no training image");
    assertThat(sums.measurement().deadChannels().isApplicable()).isTrue();
  }

  /** The figures of what comes out of the graph, by their definitions, in two passes. */
  private static final class Truth {

    private final double[][] channels = new double[CHANNELS][IMAGES * TOKENS];

    Truth(float[] latents) {
      for (int i = 0; i < latents.length; i++) {
        int image = i / CHANNELS / TOKENS;
        channels[i / TOKENS % CHANNELS][image * TOKENS + i % TOKENS] =
            latents[i] + ADDS * latents[i];
      }
    }

    private static double mean(double[] values) {
      return Arrays.stream(values).average().orElseThrow();
    }

    private static double covariance(double[] one, double[] other) {
      double ofOne = mean(one);
      double ofOther = mean(other);
      double sum = 0;
      for (int i = 0; i < one.length; i++) {
        sum += (one[i] - ofOne) * (other[i] - ofOther);
      }
      return sum / one.length;
    }

    double meanVariance() {
      return Arrays.stream(channels).mapToDouble(c -> covariance(c, c)).average().orElseThrow();
    }

    double shareOfSquares(Integer... some) {
      double all = 0;
      double theirs = 0;
      for (int c = 0; c < CHANNELS; c++) {
        double squares = Arrays.stream(channels[c]).map(x -> x * x).sum();
        all += squares;
        theirs += Set.of(some).contains(c) ? squares : 0;
      }
      return theirs / all;
    }

    /** Eigenvalues by Jacobi's rotations. */
    double participationRatio() {
      double[][] a = new double[CHANNELS][CHANNELS];
      for (int i = 0; i < CHANNELS; i++) {
        for (int j = 0; j < CHANNELS; j++) {
          a[i][j] = covariance(training(i), training(j));
        }
      }
      for (int sweep = 0; sweep < 60; sweep++) {
        for (int p = 0; p < CHANNELS; p++) {
          for (int q = p + 1; q < CHANNELS; q++) {
            rotate(a, p, q);
          }
        }
      }
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < CHANNELS; i++) {
        sum += a[i][i];
        squares += a[i][i] * a[i][i];
      }
      return (sum * sum / squares - 1) / (CHANNELS - 1);
    }

    private double[] training(int channel) {
      return Arrays.copyOf(channels[channel], TRAINING * TOKENS);
    }

    private static void rotate(double[][] a, int p, int q) {
      if (a[p][q] == 0) {
        return;
      }
      double angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
      double cos = Math.cos(angle);
      double sin = Math.sin(angle);
      for (int k = 0; k < CHANNELS; k++) {
        double kp = a[k][p];
        double kq = a[k][q];
        a[k][p] = cos * kp - sin * kq;
        a[k][q] = sin * kp + cos * kq;
      }
      for (int k = 0; k < CHANNELS; k++) {
        double pk = a[p][k];
        double qk = a[q][k];
        a[p][k] = cos * pk - sin * qk;
        a[q][k] = sin * pk + cos * qk;
      }
    }
  }
}
