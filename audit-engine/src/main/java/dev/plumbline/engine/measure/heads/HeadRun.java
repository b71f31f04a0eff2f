package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.LayerName;
import java.util.Set;

/**
 * A run of the network, as heads tell runs apart.
 *
 * @param kind what the network is run on
 * @param classified the layers whose tokens are classified in it
 */
public record HeadRun(Kind kind, Set<LayerName> classified) {

  /** What the network is run on. */
  public enum Kind {
    /** The whole latents of images that classifiers are trained on. */
    TRAINING,
    /** The whole latents of images that classifiers are tested on. */
    TEST,
    /** The inner part of the latents, so that the network's border lies elsewhere. */
    CROPPED,
    /** A window that is shifted against the whole one, of the same size. */
    SHIFTED
  }

  /** Whole latents of images that train. */
  public static final HeadRun TRAINING = new HeadRun(Kind.TRAINING, Set.of());

  /** The crop. */
  public static final HeadRun CROPPED = new HeadRun(Kind.CROPPED, Set.of());

  /** A shifted window. */
  public static final HeadRun SHIFTED = new HeadRun(Kind.SHIFTED, Set.of());

  /**
   * Whole latents of images that test.
   *
   * @param classified the layers that there are classifiers of
   */
  public static HeadRun test(Set<LayerName> classified) {
    return new HeadRun(Kind.TEST, Set.copyOf(classified));
  }

  /** Tells whether the network sees the whole latents, where they are. */
  boolean isWhole() {
    return kind == Kind.TRAINING || kind == Kind.TEST;
  }
}
