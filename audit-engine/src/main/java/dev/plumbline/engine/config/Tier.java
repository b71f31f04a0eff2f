package dev.plumbline.engine.config;

import dev.plumbline.api.LayerName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * How much a run looks at where no parameter says it: which layers, which timesteps, how many
 * images.
 */
enum Tier {
  /**
   * For every commit: the last layer of each block, at the timestep that an audit names first. It
   * takes 32 images and not fewer, since the built-in bounds are set on 64: of n images the
   * smallest recurrence above 0 is 1/n, which with few images would be beyond its bound by itself.
   */
  QUICK("the last layer of each block", "the first timestep of each audit", 32) {
    @Override
    List<LayerName> layers(List<LayerName> all) {
      Map<String, LayerName> last = new LinkedHashMap<>();
      all.forEach(layer -> last.put(layer.block(), layer));
      return List.copyOf(last.values());
    }

    @Override
    List<Integer> timesteps(List<Integer> own) {
      return own.stream().limit(1).toList();
    }
  },

  /** What the audits say of themselves. */
  STANDARD("all layers", "the timesteps of each audit", 64),

  /** All there is, and a timestep at which little of the picture is left. */
  FULL("all layers", "the timesteps of each audit and 800", Integer.MAX_VALUE) {
    @Override
    List<Integer> timesteps(List<Integer> own) {
      TreeSet<Integer> more = new TreeSet<>(own);
      more.add(800);
      return List.copyOf(more);
    }
  };

  private final String layers;
  private final String timesteps;
  private final int samples;

  Tier(String layers, String timesteps, int samples) {
    this.layers = layers;
    this.timesteps = timesteps;
    this.samples = samples;
  }

  /** Returns the largest number of images. */
  int samples() {
    return samples;
  }

  /**
   * Chooses layers.
   *
   * @param all the layers that an audit is about, in execution order
   */
  List<LayerName> layers(List<LayerName> all) {
    return all;
  }

  /**
   * Chooses timesteps.
   *
   * @param own the audit's own
   */
  List<Integer> timesteps(List<Integer> own) {
    return own;
  }

  /** Returns the name that parameters and reports use. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Says which layers it chooses. */
  String whichLayers() {
    return layers;
  }

  /** Says which timesteps it chooses. */
  String whichTimesteps() {
    return timesteps;
  }
}
