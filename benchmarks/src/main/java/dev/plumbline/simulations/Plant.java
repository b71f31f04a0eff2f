package dev.plumbline.simulations;

import dev.plumbline.api.LayerName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Something that is planted in one layer's statistics.
 *
 * @param kind what
 * @param layer where
 * @param size how much, in the kind's unit
 * @param strengths how much each image has of it, by the image's name; about 1, or 0
 */
record Plant(Kind kind, LayerName layer, double size, Map<String, Double> strengths) {

  /** What can be planted. */
  enum Kind {
    /**
     * A patch of 2×2 anomalous tokens anywhere in 5 % of the images; its size is the relative norm.
     */
    PATCH_ANYWHERE,
    /** The same patch in the same place of all these images. */
    PATCH_IN_PLACE,
    /** Corners are more alike: {@code similarity.difference.corner} rises by the size. */
    CORNERS,
    /** Positions are better decodable: {@code probe.lda.accuracy_8} rises by the size. */
    POSITION,
    /**
     * Positions are worse decodable, which is another change and no harm: the accuracy falls by the
     * size.
     */
    LESS_POSITION
  }

  private static final double STRUCK = 0.05;
  private static final int PATCH_TOKENS = 4;

  /** Copies the strengths. */
  Plant {
    strengths = Map.copyOf(strengths);
  }

  /** Plants in images chosen at random, or in all of them, in each by half to one and a half. */
  static Plant of(Kind kind, LayerName layer, double size, List<String> images, Random random) {
    Map<String, Double> strengths = new HashMap<>();
    if (kind == Kind.PATCH_ANYWHERE || kind == Kind.PATCH_IN_PLACE) {
      List<String> shuffled = new ArrayList<>(images);
      Collections.shuffle(shuffled, random);
      int struck = (int) Math.round(STRUCK * images.size());
      for (int i = 0; i < shuffled.size(); i++) {
        strengths.put(shuffled.get(i), i < struck ? 1.0 : 0.0);
      }
    } else {
      images.forEach(image -> strengths.put(image, random.nextDouble(0.5, 1.5)));
    }
    return new Plant(kind, layer, size, strengths);
  }

  /** Returns what an image gives to the sum above, or to the maximum, with what is planted. */
  double numerator(String metric, String image, double numerator, double denominator) {
    double strength = strengths.get(image);
    double moved = size * strength * denominator;
    return switch (kind) {
      case PATCH_ANYWHERE, PATCH_IN_PLACE -> {
        if (strength > 0 && metric.equals(RecordedCheckpoint.PREVALENCE)) {
          yield numerator + PATCH_TOKENS;
        }
        yield strength > 0 && metric.equals(RecordedCheckpoint.MAX_RELATIVE_NORM)
            ? Math.max(numerator, size)
            : numerator;
      }
      case CORNERS ->
          metric.equals(RecordedCheckpoint.CORNERS)
              ? Math.min(numerator + moved, 2 * denominator)
              : numerator;
      case POSITION ->
          metric.equals(RecordedCheckpoint.ACCURACY)
              ? Math.min(numerator + moved, denominator)
              : numerator;
      case LESS_POSITION ->
          metric.equals(RecordedCheckpoint.ACCURACY) ? Math.max(numerator - moved, 0) : numerator;
    };
  }

  /** Returns the positions that are anomalous in an image by what is planted; below 0. */
  Set<Integer> places(String image) {
    boolean struck = strengths.get(image) > 0;
    return switch (kind) {
      case PATCH_IN_PLACE -> struck ? Set.of(-1, -2, -3, -4) : Set.of();
      case PATCH_ANYWHERE, CORNERS, POSITION, LESS_POSITION -> Set.of();
    };
  }
}
