package dev.plumbline.mutations;

import dev.plumbline.engine.plan.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to a checkpoint. */
enum MutationKind {
  /** Weights are zero. */
  ZEROED("weights zeroed"),
  /** Weights are multiplied by a number. */
  SCALED("weights scaled"),
  /** Weights have the other sign. */
  NEGATED("weights negated"),
  /** Outputs or inputs of a tensor are in another order. */
  PERMUTED("channels permuted"),
  /** Normally distributed numbers are added. */
  NOISED("noise added to weights"),
  /** Weights are another checkpoint's, or another layer's of the same shapes. */
  FOREIGN("weights of another checkpoint"),
  /** Scales and offsets of normalisations are 1 and 0, or 0 both. */
  NORMS_LOST("weights of norms lost"),
  /** Square weights have inputs and outputs exchanged. */
  TRANSPOSED("weights transposed"),
  /** A low-rank change is merged twice, or taken off where it was to be added. */
  LORA("LoRA merged wrongly"),
  /** Weights went through half precision at a scale at which they do not fit. */
  FLOAT16_OVERFLOW("float16 overflow"),
  /** Weights were quantised with scales that do not fit. */
  QUANTISED("bad quantisation scales"),
  /** Two modules of the same shapes have each other's weights. */
  SWAPPED("modules swapped"),
  /** The U-Net is what it was, and the noise schedule beside it is not. */
  SCHEDULE("wrong schedule"),
  /** Files end early, or their ends are zero. */
  HALF_WRITTEN("half-written"),
  /** Weights are rounded as another format would. */
  ROUNDED("weights rounded"),
  /** Weights are multiplied by one plus a little. */
  JITTERED("weights jittered"),
  /** The same weights in another graph or file. */
  REEXPORTED("exported again"),
  /** Nodes and tensors are stored in another order. */
  REORDERED("nodes and tensors in another order"),
  /** The parent itself, with another seed. */
  OTHER_SEED("another seed"),
  /** The parent itself, on scenes that the baseline has not seen. */
  FRESH_SCENES("fresh scenes");

  private final String title;

  MutationKind(String title) {
    this.title = title;
  }

  /**
   * Reads what files and parameters call it.
   *
   * @throws UserError if none is called so
   */
  static MutationKind of(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "mutation.kind: there is no '"
                        + label
                        + "'; there are "
                        + Arrays.stream(values())
                            .map(MutationKind::label)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** Tells whether it is what teams do without meaning to change anything. */
  boolean isInnocent() {
    return compareTo(ROUNDED) >= 0;
  }

  /** Returns what tables call it. */
  String title() {
    return title;
  }

  /** Returns what files and parameters call it. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
