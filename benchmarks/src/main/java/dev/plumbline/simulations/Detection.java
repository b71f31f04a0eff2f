package dev.plumbline.simulations;

import dev.plumbline.api.LayerName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How often runs are red at the layer in which something was planted.
 *
 * @param kind what was planted
 * @param size how much
 * @param isPaired whether baseline and candidate saw the same images
 * @param atLayer runs in which a leaf of that layer failed
 * @param elsewhere runs in which a leaf of another layer failed
 */
record Detection(
    Plant.Kind kind, double size, boolean isPaired, Proportion atLayer, Proportion elsewhere) {

  private static final int IMAGES = 90;

  /** A figure beyond this has no room for what is planted. */
  private static final double ROOM = 0.95;

  static Detection of(
      Plant.Kind kind,
      double size,
      RecordedCheckpoint baseline,
      RecordedCheckpoint candidate,
      boolean isPaired,
      int replicates) {
    List<LayerName> layers = layers(kind, size, candidate);
    List<boolean[]> runs =
        IntStream.range(0, replicates)
            .parallel()
            .mapToObj(
                replicate -> {
                  LayerName layer = layers.get(replicate % layers.size());
                  long seed = 31L * replicate + kind.name().hashCode();
                  SplittableRandom random = new SplittableRandom(seed);
                  SceneDraw theirs = draw(baseline, random);
                  SceneDraw ours = isPaired ? theirs : draw(candidate, random);
                  double planted = isPatch(kind) ? size * largest(candidate, layer) : size;
                  Plant plant =
                      Plant.of(kind, layer, planted, candidate.names(ours), new Random(seed));
                  SimulatedRun run =
                      SimulatedRun.of(
                          candidate.measured(ours, Optional.of(plant)),
                          baseline.measured(theirs),
                          isPaired,
                          replicate);
                  return new boolean[] {
                    run.failed().stream().anyMatch(failed -> failed.layer().equals(layer)),
                    run.failed().stream().anyMatch(failed -> !failed.layer().equals(layer))
                  };
                })
            .toList();
    return new Detection(kind, size, isPaired, proportion(runs, 0), proportion(runs, 1));
  }

  private static Proportion proportion(List<boolean[]> runs, int which) {
    return new Proportion((int) runs.stream().filter(run -> run[which]).count(), runs.size());
  }

  private static SceneDraw draw(RecordedCheckpoint checkpoint, SplittableRandom random) {
    return SceneDraw.ofImages(checkpoint.scenes(), IMAGES, checkpoint::imagesOf, random);
  }

  private static boolean isPatch(Plant.Kind kind) {
    return kind == Plant.Kind.PATCH_ANYWHERE || kind == Plant.Kind.PATCH_IN_PLACE;
  }

  /** A patch's size is a multiple of the largest relative norm that the layer has anyway. */
  private static double largest(RecordedCheckpoint checkpoint, LayerName layer) {
    return checkpoint.metric(layer, RecordedCheckpoint.MAX_RELATIVE_NORM).value().orElseThrow();
  }

  /** Returns the layers in which there is room for it. */
  private static List<LayerName> layers(
      Plant.Kind kind, double size, RecordedCheckpoint checkpoint) {
    List<LayerName> layers = new ArrayList<>(checkpoint.layers());
    if (kind == Plant.Kind.POSITION || kind == Plant.Kind.LESS_POSITION) {
      layers.removeIf(
          layer -> {
            double accuracy =
                checkpoint.metric(layer, RecordedCheckpoint.ACCURACY).value().orElseThrow();
            return kind == Plant.Kind.POSITION ? accuracy + size > ROOM : accuracy < size;
          });
    }
    return layers;
  }
}
