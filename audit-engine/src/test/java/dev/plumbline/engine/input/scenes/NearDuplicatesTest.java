package dev.plumbline.engine.input.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.input.latents.Window;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Planted images: smooth fields that are large enough for several crops. */
class NearDuplicatesTest {

  private static final int CHANNELS = 4;
  private static final int LARGE = 64;
  private static final int SIZE = 32;

  /** A sum of waves, the coarser the stronger, as photographs are. */
  private static float[] field(long seed) {
    Random random = new Random(seed);
    float[] field = new float[CHANNELS * LARGE * LARGE];
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int wave = 0; wave < 40; wave++) {
        double fy = 8 * random.nextDouble();
        double fx = 8 * random.nextDouble() * (random.nextBoolean() ? 1 : -1);
        double phase = 2 * Math.PI * random.nextDouble();
        double strength = 1 / (0.5 + Math.hypot(fy, fx));
        for (int i = 0; i < LARGE * LARGE; i++) {
          int y = i / LARGE;
          int x = i % LARGE;
          double angle = 2 * Math.PI * (fy * y + fx * x) / LARGE;
          field[channel * LARGE * LARGE + i] += (float) (strength * Math.sin(angle + phase));
        }
      }
    }
    return field;
  }

  private static float[] crop(float[] field, int top, int left) {
    return new Window(top, left, SIZE, SIZE).cut(field, CHANNELS, LARGE, LARGE);
  }

  private static SmallCopy small(float[] latent) {
    return SmallCopy.ofLatent(latent, CHANNELS, SIZE, SIZE);
  }

  private static float[] noise(Random random) {
    float[] noise = new float[CHANNELS * SIZE * SIZE];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }

  @Test
  void cropsOfOnePictureAreFoundAndOthersAreNot() {
    SortedMap<String, SmallCopy> images = new TreeMap<>();
    for (int i = 0; i < 4; i++) {
      images.put("a_" + i + ".png", small(crop(field(1), 3 * i, 2 * i)));
    }
    images.put("b_0.png", small(crop(field(2), 10, 10)));
    images.put("b_1.png", small(crop(field(2), 4, 17)));
    for (int seed = 10; seed < 30; seed++) {
      images.put("other_" + seed + ".png", small(crop(field(seed), 0, 0)));
    }

    assertThat(NearDuplicates.in(images))
        .containsExactly(
            List.of("a_0.png", "a_1.png", "a_2.png", "a_3.png"), List.of("b_0.png", "b_1.png"));
  }

  @Test
  void brightnessContrastAndSomeNoiseHideNothing() {
    float[] other = crop(field(1), 4, 0);
    Random random = new Random(5);
    for (int i = 0; i < other.length; i++) {
      other[i] = 3 + 0.7f * other[i] + 0.1f * (float) random.nextGaussian();
    }

    assertThat(
            NearDuplicates.in(
                new TreeMap<>(Map.of("a", small(crop(field(1), 0, 0)), "z", small(other)))))
        .containsExactly(List.of("a", "z"));
  }

  @Test
  void picturesAreComparedInGrey() {
    float[] pixels = new float[3 * LARGE * LARGE];
    float[] negativeRed = new float[pixels.length];
    float[] field = field(1);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = field[i % (LARGE * LARGE)];
      negativeRed[i] = i < LARGE * LARGE ? -pixels[i] : 2 * pixels[i];
    }

    assertThat(
            NearDuplicates.in(
                new TreeMap<>(
                    Map.of(
                        "a", SmallCopy.ofPicture(pixels, LARGE, LARGE),
                        "b", SmallCopy.ofPicture(negativeRed, LARGE, LARGE)))))
        .containsExactly(List.of("a", "b"));
  }

  @Test
  void whatHasNoContentIsNoDuplicate() {
    Random random = new Random(3);
    float[] flat = new float[CHANNELS * SIZE * SIZE];

    assertThat(
            NearDuplicates.in(
                new TreeMap<>(
                    Map.of(
                        "flat", small(flat),
                        "flatter", small(flat),
                        "noise", small(noise(random)),
                        "other noise", small(noise(random))))))
        .isEmpty();
    assertThat(NearDuplicates.in(new TreeMap<>())).isEmpty();
  }

  @Test
  void whatIsTooSmallToShowAnythingIsNotLookedAt() {
    SmallCopy tiny = SmallCopy.ofLatent(new float[] {1, 2, 3, 4}, 1, 2, 2);

    assertThat(NearDuplicates.in(new TreeMap<>(Map.of("a", tiny, "b", tiny)))).isEmpty();
  }

  @Test
  void ofManyImagesThoseWithNeighbouringNamesAreHeldAgainstEachOther() {
    SortedMap<String, SmallCopy> images = new TreeMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      images.put(String.format("%04d", i), small(noise(random)));
    }
    images.put("0300", small(crop(field(1), 0, 0)));
    images.put("0315", small(crop(field(1), 2, 5)));

    assertThat(NearDuplicates.in(images)).containsExactly(List.of("0300", "0315"));
  }

  @Test
  void whatIsSaidNamesTheLargestGroupsAndHowManyScenesThereAre() {
    List<List<String>> groups =
        List.of(
            List.of("c.png", "d.png"),
            List.of("a_1.png", "a_2.png", "a_3.png"),
            List.of("e.png", "f.png"),
            List.of("g.png", "h.png"));

    assertThat(NearDuplicates.describe(groups, "put those of one thing into a sub-folder"))
        .isEqualTo(
            "Images are near-duplicates of each other, as crops of one photograph are: a_1.png to"
                + " a_3.png (3); c.png and d.png; e.png and f.png; and 1 group more. They count as"
                + " 9 scenes and are 4: put those of one thing into a sub-folder. What is compared"
                + " takes scenes to be independent, and the probe would be tested on what trained"
                + " it.");
  }
}
