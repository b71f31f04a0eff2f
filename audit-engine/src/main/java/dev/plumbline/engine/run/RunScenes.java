package dev.plumbline.engine.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.scenes.SceneCount;
import dev.plumbline.engine.input.scenes.SceneFolds;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run's scenes are enough for, told before anything is measured: from names alone, as if all
 * images would prove usable.
 *
 * @param inputs what the networks are run on
 * @param there how many scenes there are; empty if nobody asks, or there are no images
 * @param folds into how many folds they are dealt
 * @param few says what has too few scenes
 * @param problem why scenes cannot be dealt
 */
record RunScenes(
    Inputs inputs,
    Optional<SceneCount> there,
    FoldsChoice.Chosen folds,
    TooFewScenes few,
    Optional<String> problem) {

  /**
   * Looks at the images that there are, and chooses folds where the user does not.
   *
   * @param configuration the run's
   * @param choice chooses
   * @param few says what has too few scenes
   */
  static RunScenes of(AuditConfiguration configuration, FoldsChoice choice, TooFewScenes few) {
    Inputs given = configuration.inputs();
    List<SourceImage> images = List.of();
    Optional<String> problem = Optional.empty();
    if (few.isAsked() || given.folds() > 1) {
      try {
        images = InputLoader.chosen(given.withFolds(1));
      } catch (UserError e) { // each checkpoint is broken for it
        problem = Optional.of(e.getMessage()).filter(message -> given.folds() > 1);
      }
    }
    Optional<SceneCount> there =
        images.isEmpty() ? Optional.empty() : Optional.of(SceneCount.of(images));
    FoldsChoice.Chosen folds = choice.choose(there);
    Inputs inputs = given.withFolds(folds.folds());
    return new RunScenes(
        inputs, there, folds, few, problem.isPresent() ? problem : dealt(images, inputs));
  }

  private static Optional<String> dealt(List<SourceImage> images, Inputs inputs) {
    if (images.isEmpty() || inputs.folds() == 1) {
      return Optional.empty();
    }
    try {
      SceneFolds.deal(images, inputs.split(), inputs.folds(), inputs.seed());
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Says what was chosen, and what will be undecided. */
  void describe(RunLog log) {
    folds.line().ifPresent(log::line);
    folds.warning().ifPresent(warning -> log.warning(AuditParameters.FOLDS, warning));
    there.ifPresent(scenes -> few.warnings(scenes).forEach(log::warning));
  }

  /** Returns why the run is of no use, a message each. */
  Set<String> refusals() {
    Optional<String> useless = there.flatMap(few::refusal);
    Set<String> refusals = new LinkedHashSet<>();
    useless.or(() -> problem).ifPresent(refusals::add);
    return refusals;
  }
}
