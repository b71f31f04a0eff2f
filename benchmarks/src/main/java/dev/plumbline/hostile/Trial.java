package dev.plumbline.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * One hostile thing.
 *
 * @param kind what is hostile
 * @param seed what it is drawn by
 */
record Trial(Kind kind, long seed) {

  /** Returns so many of each kind, in turn. */
  static List<Trial> of(HostileOptions options) {
    List<Trial> trials = new ArrayList<>();
    for (boolean models : new boolean[] {true, false}) {
      List<Kind> kinds =
          options.only().isEmpty()
              ? Kind.of(models)
              : Kind.of(models).stream().filter(k -> k.label().equals(options.only())).toList();
      int count = models ? options.models() : options.inputs();
      for (int i = 0; i < count && !kinds.isEmpty(); i++) {
        trials.add(new Trial(kinds.get(i % kinds.size()), options.seed() + i));
      }
    }
    return trials;
  }

  String id() {
    return kind.label() + "-" + seed;
  }

  /** Neighbouring seeds of a Random begin alike, so that they are mixed before. */
  Random random() {
    return new Random(new SplittableRandom(id().hashCode()).nextLong());
  }

  /** Reads an id. */
  static Trial parse(String id) {
    int dash = id.lastIndexOf('-');
    return new Trial(Kind.labelled(id.substring(0, dash)), Long.parseLong(id.substring(dash + 1)));
  }
}
