package dev.plumbline.engine.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.baseline.Environment;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.config.BaselineSettings;
import dev.plumbline.engine.judge.IdleRows.JudgedLeaf;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.tree.CheckpointCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The baselines that the checkpoints of a run are held against. */
final class BaselineChecks {

  private final CheckpointCatalog catalog;
  private final Map<String, CheckedBaseline> baselines = new LinkedHashMap<>();
  private final Map<String, Integer> improved = new TreeMap<>();

  /**
   * Reads the baselines.
   *
   * @param settings where they are
   * @param catalog the run's checkpoints; controls have no baselines
   * @param withSketches whether their sketches are needed
   */
  BaselineChecks(BaselineSettings settings, CheckpointCatalog catalog, boolean withSketches) {
    this.catalog = catalog;
    catalog.names().stream()
        .filter(name -> !catalog.isControl(name))
        .forEach(name -> baselines.put(name, read(settings, name, withSketches)));
  }

  private static CheckedBaseline read(
      BaselineSettings settings, String checkpoint, boolean withSketches) {
    Path file = settings.file(checkpoint);
    String name = file.getFileName().toString();
    try {
      if (!Files.exists(file)) {
        throw new UserError(none(settings, checkpoint, file));
      }
      return CheckedBaseline.of(
          checkpoint,
          name,
          withSketches ? BaselineFile.readWithSketches(file) : BaselineFile.read(file));
    } catch (UserError e) {
      return CheckedBaseline.unreadable(checkpoint, name, e);
    }
  }

  private static String none(BaselineSettings settings, String checkpoint, Path file) {
    List<String> others = settings.isFile() ? List.of() : files(settings.location());
    return String.format(
        "There is no baseline %s for %s: record it with -D%s=record%s.",
        file,
        checkpoint,
        AuditParameters.BASELINE_MODE,
        others.isEmpty()
            ? ""
            : String.format(
                ", or hold %s against another by naming its file in -D%s; there are %s",
                checkpoint, AuditParameters.BASELINE, String.join(", ", others)));
  }

  private static List<String> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(BaselineFile.ENDING))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // there is no such folder
    }
  }

  String name(String checkpoint) {
    return baselines.get(checkpoint).name();
  }

  /** Returns the baselines that can be read, by their checkpoints. */
  Map<String, CheckedBaseline> readable() {
    Map<String, CheckedBaseline> readable = new LinkedHashMap<>(baselines);
    readable.values().removeIf(baseline -> baseline.recorded().isEmpty());
    return readable;
  }

  /**
   * Returns a figure of a checkpoint's baseline.
   *
   * @param checkpoint the checkpoint
   * @param key which figure
   * @param measured says what a checkpoint's own figures rest on
   * @throws UserError if there is none, or if it cannot be compared with
   */
  synchronized Metric metric(
      String checkpoint, MetricKey key, Function<String, Environment> measured) {
    CheckedBaseline baseline = baselines.get(checkpoint);
    if (!baseline.isCompared()) {
      baseline.measuredIn(measured.apply(checkpoint));
    }
    return baseline.metric(key);
  }

  /**
   * Returns what a checkpoint's baseline keeps of a layer to tell how far it moved.
   *
   * @param subject the checkpoint's layer
   * @param measured says what a checkpoint's own figures rest on
   * @throws UserError if there is nothing, or if it cannot be compared with
   */
  synchronized LayerSketch sketch(Subject subject, Function<String, Environment> measured) {
    CheckedBaseline baseline = baselines.get(subject.checkpoint());
    if (!baseline.isCompared()) {
      baseline.measuredIn(measured.apply(subject.checkpoint()));
    }
    return baseline.sketch(subject.layer(), subject.timestep());
  }

  synchronized boolean isPaired(String checkpoint) {
    return baselines.get(checkpoint).isPaired();
  }

  /** Counts a leaf that is better than the baseline. */
  synchronized void improved(String checkpoint) {
    improved.merge(checkpoint, 1, Integer::sum);
  }

  /**
   * Returns why baselines cannot be compared with, as far as it is known before anything is
   * measured.
   *
   * @param facts what was chosen for the run, by name
   */
  synchronized List<String> refusals(Map<String, String> facts) {
    Set<String> refusals = new LinkedHashSet<>();
    baselines.values().forEach(baseline -> refusals.addAll(baseline.refusals(facts)));
    return List.copyOf(refusals);
  }

  /**
   * Returns what a leaf's baseline has and the leaf has not: a figure that is gone is worse than
   * any.
   *
   * @param leaf the leaf's metrics
   * @return a sentence for each metric
   */
  synchronized List<String> gone(JudgedLeaf leaf) {
    return baselines.get(leaf.subject().checkpoint()).gone(leaf);
  }

  /** Returns what makes the run red, a message each. */
  synchronized List<String> problems() {
    Set<String> problems = new LinkedHashSet<>();
    baselines.values().forEach(baseline -> problems.addAll(baseline.problems()));
    return List.copyOf(problems);
  }

  /** Tells how the comparisons were made, and what sets the two sides apart. */
  synchronized void describe(RunLog log) {
    baselines.forEach(
        (checkpoint, baseline) -> {
          if (baseline.isCompared() && !baseline.isRefused()) {
            String name = about(checkpoint);
            log.result(name, baseline.name() + ", " + baseline.how());
            if (!baseline.remarks().isEmpty()) {
              log.warning(
                  name,
                  baseline.name()
                      + " was recorded under other conditions, which may move figures a little: "
                      + String.join("; ", baseline.remarks()));
            }
            baseline
                .redLeaves()
                .ifPresent(
                    leaves ->
                        log.warning(
                            name,
                            String.format(
                                "%s was recorded of a red run: leaves beyond a bound there: %s",
                                baseline.name(), leaves)));
            int better = improved.getOrDefault(checkpoint, 0);
            if (better > 0) {
              log.result(
                  name,
                  (better == 1 ? "1 leaf is" : better + " leaves are")
                      + " better than "
                      + baseline.name()
                      + " by more than chance explains; to hold that line from now on, record"
                      + " this run as the baseline");
            }
          }
        });
  }

  /**
   * Says what one side has and the other has not. Layers that are gone make the run red.
   *
   * @param selected the layers that the run is narrowed to
   * @param timesteps the timesteps of each audit in the run
   * @param measured returns the metrics that there are of a checkpoint
   * @param checked returns those of them that were checked
   * @param log told what is missing
   * @return what makes the run red, a message each
   */
  synchronized List<String> reportGaps(
      List<Glob> selected,
      Map<String, Set<Integer>> timesteps,
      Function<String, Set<MetricKey>> measured,
      Function<String, Set<MetricKey>> checked,
      RunLog log) {
    List<String> gone = new ArrayList<>();
    baselines.forEach(
        (checkpoint, baseline) -> {
          if (baseline.isCompared() && !baseline.isRefused()) {
            BaselineGaps gaps =
                new BaselineGaps(
                    about(checkpoint),
                    baseline,
                    catalog.entry(checkpoint),
                    measured.apply(checkpoint),
                    checked.apply(checkpoint),
                    baseline.sketched(),
                    timesteps,
                    selected);
            gaps.report(log);
            gaps.gone().ifPresent(gone::add);
          }
        });
    return gone;
  }

  private static String about(String checkpoint) {
    return "baseline of " + checkpoint;
  }
}
