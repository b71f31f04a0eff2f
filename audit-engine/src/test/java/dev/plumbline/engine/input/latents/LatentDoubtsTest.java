package dev.plumbline.engine.input.latents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Latents that are what they should be, and each way in which they often are not. */
class LatentDoubtsTest {

  private static final double STABLE_DIFFUSION = 0.18215;
  private static final int VALUES = 4 * 8 * 8;

  private static Latents latents(float[]... images) {
    List<Latents.Item> items = new ArrayList<>();
    for (float[] values : images) {
      String name = Integer.toString(items.size());
      items.add(new Latents.Item(name, name, items.size(), values));
    }
    return new Latents(items, images.length, 4, 8, 8);
  }

  /** Images of values from 0 to 1 or normal ones, made something else of. */
  private static float[][] images(int count, boolean normal, DoubleUnaryOperator made) {
    Random random = new Random(1);
    float[][] images = new float[count][VALUES];
    for (float[] image : images) {
      for (int i = 0; i < VALUES; i++) {
        image[i] = (float) made.applyAsDouble(normal ? random.nextGaussian() : random.nextDouble());
      }
    }
    return images;
  }

  private static List<String> doubts(double scaling, float[]... images) {
    return LatentDoubts.of(latents(images), scaling, "The latents in a.npy");
  }

  /** Those of a few photographs: more or less contrast, brighter or darker than most. */
  @ParameterizedTest
  @CsvSource({"1, 0", "0.6, 0.3", "1.6, -0.5", "1.9, 0", "0.52, 0"})
  void usualOnesAreNotDoubted(double deviation, double mean) {
    float[][] images = images(6, true, value -> mean + deviation * value);

    for (double scaling : new double[] {STABLE_DIFFUSION, 0.13025, 0.3611, 1, 1.5305}) {
      assertThat(doubts(scaling, images)).as("scaling factor %s", scaling).isEmpty();
    }
    assertThat(doubts(STABLE_DIFFUSION, images[0])).isEmpty();
  }

  @Test
  void zerosAreNamed() {
    assertThat(doubts(STABLE_DIFFUSION, new float[VALUES], new float[VALUES]))
        .containsExactly(
            "The latents in a.npy: 2 of 2 have one and the same value everywhere in each channel,"
                + " as of no photograph: 0, 1.");
    float[][] images = images(3, true, value -> value);
    assertThat(doubts(STABLE_DIFFUSION, images[0], new float[VALUES], images[1], images[2]))
        .containsExactly(
            "The latents in a.npy: 1 of 4 have one and the same value everywhere in each channel,"
                + " as of no photograph: 1.");
  }

  /** A value for each channel is what a picture of one colour comes to. */
  @Test
  void constantsAreNamed() {
    float[] flat = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      int channel = i / 64;
      flat[i] = channel + 0.5f;
    }

    assertThat(doubts(STABLE_DIFFUSION, flat)).singleElement().asString().contains("1 of 1 have");
    flat[VALUES - 1] = 3;
    assertThat(doubts(STABLE_DIFFUSION, flat)).noneMatch(doubt -> doubt.contains("everywhere"));
  }

  @Test
  void oneThatIsRepeatedIsSaidToBe() {
    float[] image = images(1, true, value -> value)[0];

    assertThat(doubts(STABLE_DIFFUSION, image, image.clone(), image.clone()))
        .containsExactly(
            "The latents in a.npy are one and the same, 3 times: they count as so many images, and"
                + " are one.");
    float[][] others = images(20, true, value -> value + 1e-3);
    List<float[]> some = new ArrayList<>(List.of(others));
    IntStream.range(0, 12).forEach(i -> some.add(others[i].clone()));
    assertThat(doubts(STABLE_DIFFUSION, some.toArray(float[][]::new)))
        .singleElement()
        .asString()
        .contains("some are there twice and count twice: 20 (as 0), 21 (as 1), ")
        .endsWith("29 (as 9) and 2 more. Take one of each away, or put both into one scene.");
  }

  @Test
  void coloursAreNoLatents() {
    assertThat(doubts(STABLE_DIFFUSION, images(4, false, value -> Math.floor(256 * value))))
        .singleElement()
        .asString()
        .startsWith(
            "The latents in a.npy are between 0.00 and 255, as the colours of pictures are:");
    assertThat(doubts(STABLE_DIFFUSION, images(4, false, value -> value)))
        .singleElement()
        .asString()
        .contains(", as the colours of pictures are where they are shares of 1:");
  }

  @ParameterizedTest
  @CsvSource({"0.18215", "0.13025", "0.3611"})
  void thoseThatAreNotScaledOrTwiceAreToldApart(double scaling) {
    assertThat(doubts(scaling, images(4, true, value -> value / scaling)))
        .singleElement()
        .asString()
        .endsWith("they look not scaled: multiply them by it.");
    assertThat(doubts(scaling, images(4, true, value -> value * scaling)))
        .singleElement()
        .asString()
        .contains("have a standard deviation of 0.", "about 1. With the VAE's scaling factor of")
        .endsWith("they look scaled twice: divide them by it.");
  }
}
