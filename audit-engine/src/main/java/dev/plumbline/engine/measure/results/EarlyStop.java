package dev.plumbline.engine.measure.results;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.engine.plan.SeenScenes;
import java.util.Map;
import java.util.Set;

/** Says between rounds of images what has to be measured further. */
public interface EarlyStop {

  /**
   * Is told what was measured so far at one timestep, after each round of images but the last. May
   * be called for several timesteps at once.
   *
   * @param checkpoint the checkpoint
   * @param timestep the timestep
   * @param soFar what was measured so far; without measurements that need more images to say
   *     anything
   * @param seen which scenes have been seen
   * @return the measurements of which more images are wanted, by layer
   */
  Map<LayerName, Set<Class<? extends Measurement>>> undecided(
      String checkpoint, int timestep, CheckpointResults soFar, SeenScenes seen);

  /**
   * Is told that a timestep is done, and what all images of the run were measured for.
   *
   * @param checkpoint the checkpoint
   * @param timestep the timestep
   * @param seen which scenes have been seen
   * @param complete the measurements that all images have been added to, by layer
   */
  void ended(
      String checkpoint,
      int timestep,
      SeenScenes seen,
      Map<LayerName, Set<Class<? extends Measurement>>> complete);
}
