package dev.plumbline.benchmarks;

import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.util.ArrayList;
import java.util.List;

/** Times what an audit run reads of a checkpoint before it measures. */
final class Discovery {

  private static final int WARM_REPEATS = 7;

  private Discovery() {}

  /**
   * Times discovery. The first time is cold only if it is the first thing that a JVM does; the file
   * may be in the system's cache all the same.
   */
  static void run(CheckpointSpec checkpoint, Report report) {
    report.add(
        Figure.of(Phase.DISCOVERY, "first in this JVM", "ms", Series.of(milliseconds(checkpoint))));
    List<Double> warm = new ArrayList<>();
    for (int i = 0; i < WARM_REPEATS; i++) {
      warm.add(milliseconds(checkpoint));
    }
    report.add(Figure.of(Phase.DISCOVERY, "again", "ms", new Series(warm)));
  }

  private static double milliseconds(CheckpointSpec checkpoint) {
    long start = System.nanoTime();
    GraphIndex index = GraphIndex.read(CheckpointFiles.resolve(checkpoint).unet());
    NetworkInterface.of(index);
    LayerLocation location = LayerLocator.locate(index);
    double milliseconds = 1e3 * Rounds.seconds(start);
    if (location.layers().isEmpty()) {
      throw new IllegalStateException("No layer was found, and none was refused");
    }
    return milliseconds;
  }
}
