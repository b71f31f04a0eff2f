package dev.plumbline.engine.measure.probe.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training step in ONNX Runtime does what a plain loop does. */
class SoftmaxStepTest {

  private static final int STEPS = 100;
  private static final float TOLERANCE = 1e-5f;

  /** The magnitudes go beyond float16's range on either side: tokens are kept with a scale. */
  @ParameterizedTest
  @CsvSource({"20, 6, 9, 1", "3, 16, 16, 100", "64, 2, 4, 1e6", "8, 8, 8, 1e-6"})
  void weightsAreThoseOfThePlainLoop(int channels, int height, int width, float magnitude)
      throws OrtException {
    LayerShape shape = new LayerShape(new LayerName("mid_block"), channels, height, width);
    Random random = new Random(7);
    StoredTokens stored = tokens(shape, random, magnitude);
    int[] order = IntStream.range(0, stored.count()).toArray();
    PlainSoftmaxProbe plain = new PlainSoftmaxProbe(shape);
    OrtEnvironment environment = OnnxRuntime.environment();
    try (SoftmaxStep step = SoftmaxStep.open(environment, height, width);
        SoftmaxBatch batch = new SoftmaxBatch(environment, shape);
        SoftmaxParameters parameters = new SoftmaxParameters(environment, shape)) {
      parameters.draw(new PytorchRandom(7));
      LinearClassifier drawn = parameters.classifier();
      copy(drawn.rowWeights(), drawn.columnWeights(), plain.weights);
      copy(drawn.rowBias(), drawn.columnBias(), plain.bias);
      float[] initial = plain.weights.clone();
      int first = 0;
      for (int number = 1; number <= STEPS; number++) {
        batch.fill(stored, order, first);
        batch.step(number, SoftmaxTrainer.LEARNING_RATE);
        step.run(batch, parameters);
        step(plain, stored, first);
        first += SoftmaxBatch.SIZE;
        first = first < order.length ? first : 0;
      }

      LinearClassifier trained = parameters.classifier();
      assertClose(trained.rowWeights(), trained.columnWeights(), plain.weights);
      assertClose(trained.rowBias(), trained.columnBias(), plain.bias);
      assertThat(plain.weights).isNotEqualTo(initial);
    }
  }

  /** Makes images whose tokens fill two batches and a part of a third. */
  private static StoredTokens tokens(LayerShape shape, Random random, float magnitude) {
    int images = 1200 / shape.tokens() + 1;
    List<HalfTokens> encoded =
        IntStream.range(0, images)
            .mapToObj(
                image -> {
                  float[] values = new float[shape.channels() * shape.tokens()];
                  for (int i = 0; i < values.length; i++) {
                    double place = i % shape.tokens() % shape.width();
                    values[i] = (float) (magnitude * (random.nextGaussian() + place / 4));
                  }
                  return HalfTokens.of(values, shape);
                })
            .toList();
    float[] scales = new float[images];
    for (int image = 0; image < images; image++) {
      scales[image] = encoded.get(image).scale();
    }
    return new StoredTokens(shape, encoded.stream().map(HalfTokens::values).toList(), scales);
  }

  private static void step(PlainSoftmaxProbe plain, StoredTokens stored, int first) {
    int count = Math.min(SoftmaxBatch.SIZE, stored.count() - first);
    int channels = stored.shape().channels();
    float[] tokens = new float[count * channels];
    int[] rows = new int[count];
    int[] columns = new int[count];
    for (int i = 0; i < count; i++) {
      int token = first + i;
      int image = token / stored.shape().tokens();
      for (int c = 0; c < channels; c++) {
        int at = (token % stored.shape().tokens() * channels + c) * Short.BYTES;
        tokens[i * channels + c] =
            Fp16Conversions.fp16ToFloat(stored.images().get(image).getShort(at))
                * stored.scales()[image];
      }
      rows[i] = stored.row(token);
      columns[i] = stored.column(token);
    }
    plain.step(tokens, rows, columns);
  }

  private static void copy(float[] rows, float[] columns, float[] to) {
    System.arraycopy(rows, 0, to, 0, rows.length);
    System.arraycopy(columns, 0, to, rows.length, columns.length);
  }

  private static void assertClose(float[] rows, float[] columns, float[] expected) {
    float[] values = new float[expected.length];
    copy(rows, columns, values);
    assertThat(rows.length + columns.length).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(values[i]).isCloseTo(expected[i], within(TOLERANCE));
    }
  }
}
