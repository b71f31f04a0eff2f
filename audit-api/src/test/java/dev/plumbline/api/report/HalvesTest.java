package dev.plumbline.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalvesTest {

  private static double half(int bits) {
    return new Halves(0, new short[] {(short) bits}).value(0);
  }

  @Test
  void bitsAreReadAsTheStandardSays() {
    assertThat(half(0x0000)).isEqualTo(0.0);
    assertThat(half(0x3C00)).isEqualTo(1.0);
    assertThat(half(0xC000)).isEqualTo(-2.0);
    assertThat(half(0x7BFF)).isEqualTo(65504.0);
    assertThat(half(0x0400)).isEqualTo(0x1p-14);
    assertThat(half(0x03FF)).isEqualTo(1023 * 0x1p-24);
    assertThat(half(0x8001)).isEqualTo(-0x1p-24);
    assertThat(half(0x7C00)).isInfinite().isPositive();
    assertThat(half(0xFC00)).isInfinite().isNegative();
    assertThat(half(0x7E00)).isNaN();
  }

  @Test
  void allAreMultipliedByThePowerOfTwo() {
    Halves halves = new Halves(-3, new short[] {0x3C00, (short) 0xC000});
    assertThat(halves.size()).isEqualTo(2);
    assertThat(halves.exponent()).isEqualTo(-3);
    assertThat(halves.value(0)).isEqualTo(0.125);
    assertThat(halves.value(1)).isEqualTo(-0.25);
    assertThat(halves.littleEndian()).containsExactly(0x00, 0x3C, 0x00, 0xC0);
  }
}
