package dev.plumbline.engine.measure.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.measure.PlainSigns;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SketchSignsTest {

  private static final int CHANNELS = 12;
  private static final int TOKENS = 20;
  private static final int IMAGES = 4_000;
  private static final LayerName LAYER = new LayerName("mid_block.resnets.0");

  private static byte[] draw(String purpose, long seed, LayerName layer, String... images) {
    int ofImage = SketchHead.SIDE * (purpose.equals("sketch rows") ? CHANNELS : TOKENS);
    ByteBuffer signs =
        SketchSigns.draw(
            purpose, new FedImages(seed, List.of(images), images.length), layer, ofImage);
    byte[] bytes = new byte[signs.remaining()];
    signs.get(bytes);
    assertThat(bytes).hasSize(images.length * ofImage);
    return bytes;
  }

  @Test
  void signsAreThoseOfTheDefinition() {
    PlainSigns plain = new PlainSigns(7, "a/b.png", LAYER.path(), CHANNELS, TOKENS);

    assertThat(ints(draw("sketch rows", 7, LAYER, "a/b.png"))).isEqualTo(plain.rows());
    assertThat(ints(draw("sketch tokens", 7, LAYER, "a/b.png"))).isEqualTo(plain.flips());
    assertThat(ints(draw("sketch columns", 7, LAYER, "a/b.png"))).isEqualTo(plain.columns());
    assertThat(plain.rows()).containsOnly(1, -1);
  }

  private static int[] ints(byte[] bytes) {
    return IntStream.range(0, bytes.length).map(i -> bytes[i]).toArray();
  }

  @Test
  void theBatchAnImageIsInChangesNone() {
    byte[] together = draw("sketch rows", 7, LAYER, "a", "b", "a");

    int ofImage = together.length / 3;
    assertThat(Arrays.copyOfRange(together, ofImage, 2 * ofImage))
        .isEqualTo(draw("sketch rows", 7, LAYER, "b"));
    assertThat(Arrays.copyOfRange(together, 2 * ofImage, 3 * ofImage))
        .isEqualTo(Arrays.copyOf(together, ofImage))
        .isNotEqualTo(draw("sketch rows", 7, LAYER, "b"));
  }

  @Test
  void seedImageAndLayerChangeThem() {
    List<byte[]> all = new ArrayList<>();
    all.add(draw("sketch rows", 7, LAYER, "a"));
    all.add(draw("sketch rows", 8, LAYER, "a"));
    all.add(draw("sketch rows", 7, LAYER, "b"));
    all.add(draw("sketch rows", 7, new LayerName("mid_block.resnets.1"), "a"));
    all.add(Arrays.copyOf(draw("sketch columns", 7, LAYER, "a"), all.get(0).length));
    for (int i = 0; i < all.size(); i++) {
      for (int other = 0; other < i; other++) {
        byte[] one = all.get(i);
        byte[] two = all.get(other);
        double agreement =
            IntStream.range(0, one.length).filter(at -> one[at] == two[at]).count()
                / (double) one.length;
        assertThat(agreement).isCloseTo(0.5, within(0.15)); // 192 signs: 4 standard deviations
      }
    }
  }

  /** ‖S‖² estimates ‖D‖² without bias, and for one of rank one with the variance that is known. */
  @Test
  void squaredNormsOfSketchesAreUnbiased() {
    double[] dense = new double[CHANNELS * TOKENS];
    double[] rankOne = new double[CHANNELS * TOKENS];
    double[] oneChannel = new double[CHANNELS * TOKENS];
    double[] oneToken = new double[CHANNELS * TOKENS];
    Random random = new Random(3);
    double[] ofTokens = random.doubles(TOKENS).map(v -> v + 0.2).toArray();
    for (int c = 0; c < CHANNELS; c++) {
      double ofChannel = random.nextGaussian();
      for (int t = 0; t < TOKENS; t++) {
        int at = c * TOKENS + t;
        dense[at] = random.nextGaussian();
        rankOne[at] = ofChannel * ofTokens[t];
        oneChannel[at] = c == 4 ? random.nextGaussian() : 0;
        oneToken[at] = t == 9 ? random.nextGaussian() : 0;
      }
    }
    assertUnbiased(dense, 0.148);
    assertUnbiased(rankOne, 0.148); // 2/16 + 6/256
    assertUnbiased(oneChannel, 0.0078); // 2/256
    assertUnbiased(oneToken, 0.125); // 2/16
    assertThat(estimates(new double[CHANNELS * TOKENS])).containsOnly(0);
  }

  private static void assertUnbiased(double[] change, double mostVariance) {
    double exact = PlainSigns.squares(change);
    double[] shares = Arrays.stream(estimates(change)).map(e -> e / exact).toArray();
    double mean = Arrays.stream(shares).average().orElseThrow();
    double variance =
        Arrays.stream(shares).map(s -> (s - mean) * (s - mean)).sum() / (shares.length - 1);
    assertThat(mean).isCloseTo(1, within(4 * Math.sqrt(variance / shares.length)));
    assertThat(variance).isBetween(0.002, mostVariance * 1.1);
  }

  private static double[] estimates(double[] change) {
    return IntStream.range(0, IMAGES)
        .mapToObj(
            image ->
                new PlainSigns(11, Integer.toString(image), LAYER.path(), CHANNELS, TOKENS)
                    .sketch(change))
        .mapToDouble(PlainSigns::squares)
        .toArray();
  }
}
