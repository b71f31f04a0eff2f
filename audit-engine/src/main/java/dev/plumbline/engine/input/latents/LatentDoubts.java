package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.plan.Listed;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What of clean latents speaks against their being what a U-Net is trained on: those of
 * photographs, scaled to a standard deviation of about 1. Whatever it is, a U-Net runs on it and
 * gives figures, which say nothing.
 */
public final class LatentDoubts {

  private static final int NAMED = 10;

  /**
   * Latents of photographs are scaled by the inverse of the standard deviation over a large data
   * set; those of a few differ from it, by a factor of 2 at most.
   */
  private static final double USUAL = 2;

  private static final float LARGEST_COLOUR = 255;

  private final Latents latents;
  private final double scaling;
  private final double deviation;
  private final float least;
  private final float most;

  private LatentDoubts(Latents latents, double scaling) {
    this.latents = latents;
    this.scaling = scaling;
    double sum = 0;
    double squares = 0;
    float smallest = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    for (Latents.Item item : latents.items()) {
      for (float value : item.values()) {
        sum += value;
        squares += (double) value * value;
        smallest = Math.min(smallest, value);
        largest = Math.max(largest, value);
      }
    }
    double count = (double) latents.items().size() * latents.size();
    double mean = sum / count;
    deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
    least = smallest;
    most = largest;
  }

  /**
   * Says what is doubtful.
   *
   * @param latents the latents, at least one
   * @param scaling the factor that latents of this kind are multiplied by
   * @param what what they are, and where from, the beginning of a sentence: "The latents in a.npy"
   * @return sentences; none of latents as they should be
   */
  public static List<String> of(Latents latents, double scaling, String what) {
    LatentDoubts doubts = new LatentDoubts(latents, scaling);
    List<String> sentences = new ArrayList<>();
    List<String> flat = doubts.flat();
    List<String> twice = doubts.twice();
    if (!flat.isEmpty()) {
      sentences.add(
          String.format(
              "%s: %d of %d have one and the same value everywhere in each channel, as of no"
                  + " photograph: %s.",
              what, flat.size(), latents.items().size(), Listed.of(flat, NAMED)));
    }
    boolean areAllFlat = flat.size() == latents.items().size();
    boolean areAllTheSame = twice.size() == latents.items().size() - 1;
    if (!twice.isEmpty() && !areAllTheSame) {
      sentences.add(
          String.format(
              "%s: some are there twice and count twice: %s. Take one of each away, or put both into"
                  + " one scene.",
              what, Listed.of(twice, NAMED)));
    } else if (!twice.isEmpty() && !areAllFlat) {
      sentences.add(
          String.format(
              "%s are one and the same, %d times: they count as so many images, and are one.",
              what, latents.items().size()));
    }
    if (!areAllFlat) {
      doubts.scale().ifPresent(why -> sentences.add(what + " " + why));
    }
    return sentences;
  }

  /** Images without any content, by name. */
  private List<String> flat() {
    return latents.items().stream().filter(this::isFlat).map(Latents.Item::name).toList();
  }

  private boolean isFlat(Latents.Item item) {
    float[] values = item.values();
    int tokens = latents.height() * latents.width();
    if (tokens == 1) {
      return isZero(values);
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] != values[i - i % tokens]) {
        return false;
      }
    }
    return true;
  }

  /** One token has nothing to be the same as. */
  private static boolean isZero(float[] values) {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** Images that have the values of others, each with the name of the first. */
  private List<String> twice() {
    Map<FloatBuffer, String> names = new HashMap<>();
    List<String> twice = new ArrayList<>();
    for (Latents.Item item : latents.items()) {
      String first = names.putIfAbsent(FloatBuffer.wrap(item.values()), item.name());
      if (first != null) {
        twice.add(item.name() + " (as " + first + ")");
      }
    }
    return twice;
  }

  /** What is wrong with their size, if anything is; the sentence goes on after what they are. */
  private Optional<String> scale() {
    double lowest = Math.min(1 / USUAL, Math.min(Math.sqrt(scaling), 1 / Math.sqrt(scaling)));
    if (least >= 0 && most > 1 && most <= LARGEST_COLOUR && deviation > 1 / lowest) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "are between %.3g and %.3g, as the colours of pictures are: give latents, made with"
                  + " the VAE's encoder and scaled.",
              least,
              most));
    }
    if (least >= 0 && most <= 1) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "are between %.3g and %.3g, as the colours of pictures are where they are shares of"
                  + " 1: give latents, made with the VAE's encoder and scaled.",
              least,
              most));
    }
    if (deviation > 1 / lowest) {
      return Optional.of(deviation("not scaled: multiply them by it"));
    }
    return deviation < lowest
        ? Optional.of(deviation("scaled twice: divide them by it"))
        : Optional.empty();
  }

  private String deviation(String guess) {
    return String.format(
        Locale.ROOT,
        "have a standard deviation of %.3g; that of latents as U-Nets take them is about 1. With the"
            + " VAE's scaling factor of %.6g, they look %s.",
        deviation,
        scaling,
        guess);
  }
}
