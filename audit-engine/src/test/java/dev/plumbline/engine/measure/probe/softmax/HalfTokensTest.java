package dev.plumbline.engine.measure.probe.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerShape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HalfTokensTest {

  private static final LayerShape SHAPE =
      new LayerShape(new LayerName("mid_block"), 3, 9, 11); // more tokens than one block
  private static final double HALF_STEP = Math.scalb(1.0, -11);

  @ParameterizedTest
  @ValueSource(floats = {1, 1e5f, 3e38f, 1e-7f, 1e-30f})
  void everyMagnitudeKeepsElevenBits(float magnitude) {
    float[] values = new float[SHAPE.channels() * SHAPE.tokens()];
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] = (2 * random.nextFloat() - 1) * magnitude;
    }

    HalfTokens half = HalfTokens.of(values, SHAPE);

    for (int i = 0; i < values.length; i++) {
      double error = Math.abs(decoded(half, i) - (double) values[i]);
      assertThat(error).isLessThanOrEqualTo(HALF_STEP * Math.abs(values[i]) + magnitude * 1e-8);
    }
  }

  @Test
  void whatIsSmallBesideTheLargestIsNotLost() {
    float[] values = new float[SHAPE.channels() * SHAPE.tokens()];
    values[5] = -7e7f;
    values[6] = 1.2345f;

    HalfTokens half = HalfTokens.of(values, SHAPE);

    assertThat(decoded(half, 5)).isCloseTo(-7e7, within(7e7 * HALF_STEP));
    assertThat(decoded(half, 6)).isCloseTo(1.2345, within(1.2345 * HALF_STEP));
  }

  @Test
  void zerosStayZeros() {
    HalfTokens half = HalfTokens.of(new float[SHAPE.channels() * SHAPE.tokens()], SHAPE);

    assertThat(decoded(half, 0)).isZero();
    assertThat(half.scale()).isPositive();
  }

  /** Returns a value again by its index channel by channel. */
  private static double decoded(HalfTokens half, int index) {
    int token = index % SHAPE.tokens();
    int channel = index / SHAPE.tokens();
    short value = half.values().getShort((token * SHAPE.channels() + channel) * Short.BYTES);
    return (double) Fp16Conversions.fp16ToFloat(value) * half.scale();
  }
}
