package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.WorkOptions;
import java.util.Optional;

/**
 * What a run measures on, how, and what it keeps besides measurements.
 *
 * @param inputs what the networks are run on
 * @param options how sessions are run
 * @param dump where raw representations are written to, if they are
 * @param explorer what can be explored of each checkpoint
 * @param work where measuring is done, and where what it comes to is kept
 * @param early says what need not be measured further, where not all images are needed; then images
 *     are not dealt into folds, and are split by scene
 */
public record MeasuringSettings(
    Inputs inputs,
    RunOptions options,
    Optional<Dump> dump,
    Explorer explorer,
    WorkOptions work,
    Optional<EarlyStop> early) {

  /**
   * Returns settings that keep nothing and use all images.
   *
   * @param inputs what the networks are run on
   * @param options how sessions are run
   */
  public static MeasuringSettings of(Inputs inputs, RunOptions options) {
    return new MeasuringSettings(
        inputs, options, Optional.empty(), Explorer.OFF, WorkOptions.IN_PROCESS, Optional.empty());
  }

  /**
   * Returns these settings with others of the options.
   *
   * @param others how sessions are run
   */
  public MeasuringSettings withOptions(RunOptions others) {
    return new MeasuringSettings(inputs, others, dump, explorer, work, early);
  }

  /**
   * Returns these settings with raw representations written somewhere.
   *
   * @param to where to; empty for nowhere
   */
  public MeasuringSettings withDump(Optional<Dump> to) {
    return new MeasuringSettings(inputs, options, to, explorer, work, early);
  }

  /**
   * Returns these settings with something to explore.
   *
   * @param shown what can be explored of each checkpoint
   */
  public MeasuringSettings withExplorer(Explorer shown) {
    return new MeasuringSettings(inputs, options, dump, shown, work, early);
  }

  /**
   * Returns these settings for verdicts that may come before all images are seen.
   *
   * @param stop says what need not be measured further; empty where all images are needed
   */
  public MeasuringSettings withEarly(Optional<EarlyStop> stop) {
    return new MeasuringSettings(inputs, options, dump, explorer, work, stop);
  }

  /**
   * Returns these settings with measuring done elsewhere, or kept.
   *
   * @param elsewhere where it is done and kept
   */
  public MeasuringSettings withWork(WorkOptions elsewhere) {
    return new MeasuringSettings(inputs, options, dump, explorer, elsewhere, early);
  }
}
