package dev.plumbline.engine;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.baseline.Environment;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** The baselines that the checkpoints of a run are held against. */
final class BaselineChecks {

  private final Map<String, CheckedBaseline> baselines = new LinkedHashMap<>();
  private final Map<String, Integer> improved = new TreeMap<>();

  /**
   * Reads the baselines.
   *
   * @param settings where they are
   * @param checkpoints the names of the run's checkpoints
   */
  BaselineChecks(BaselineSettings settings, Collection<String> checkpoints) {
    checkpoints.forEach(name -> baselines.put(name, read(settings, name)));
  }

  private static CheckedBaseline read(BaselineSettings settings, String checkpoint) {
    Path file = settings.file(checkpoint);
    String name = file.getFileName().toString();
    try {
      if (!Files.exists(file)) {
        throw new UserError(none(settings, checkpoint, file));
      }
      return CheckedBaseline.of(checkpoint, name, BaselineFile.read(file));
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

  synchronized boolean isPaired(String checkpoint) {
    return baselines.get(checkpoint).isPaired();
  }

  /** Counts a leaf that is better than the baseline. */
  synchronized void improved(String checkpoint) {
    improved.merge(checkpoint, 1, Integer::sum);
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
            String name = "baseline of " + checkpoint;
            log.result(name, baseline.name() + ", " + baseline.how());
            if (!baseline.remarks().isEmpty()) {
              log.warning(
                  name,
                  baseline.name()
                      + " was recorded under other conditions, which may move figures a little: "
                      + String.join("; ", baseline.remarks()));
            }
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
   * Counts what one side has and the other has not. A leaf of the baseline whose layer the
   * checkpoint no longer has is undecided; a leaf that was merely not selected is not missing.
   *
   * @param catalog the run's checkpoints
   * @param selected the layers that the run is narrowed to
   * @param timesteps the timesteps of each audit in the run
   * @param leaves counts undecided leaves
   * @param log told what is missing
   */
  synchronized void countMissing(
      CheckpointCatalog catalog,
      List<Glob> selected,
      Map<String, Set<Integer>> timesteps,
      DecidedLeaves leaves,
      RunLog log) {
    baselines.forEach(
        (checkpoint, baseline) -> {
          if (!baseline.isCompared() || baseline.isRefused()) {
            return;
          }
          String about = "baseline of " + checkpoint;
          said(baseline.missing(), " checked and not in " + baseline.name(), about, log);
          Set<String> gone = new TreeSet<>();
          Set<String> otherAudits = new TreeSet<>();
          for (MetricKey key : leavesOf(baseline.keys())) {
            if (!timesteps.containsKey(key.audit())) {
              otherAudits.add(key.audit());
            } else if (timesteps.get(key.audit()).contains(key.timestep())
                && selected.stream().anyMatch(glob -> glob.matches(key.layer()))
                && !catalog.entry(checkpoint).has(key.layer())) {
              gone.add(key.layer().toString());
              leaves.undecided(
                  key.audit(),
                  String.format(
                      "%s has no layer %s, which its baseline %s has",
                      checkpoint, key.layer(), baseline.name()));
            }
          }
          if (!gone.isEmpty()) {
            log.warning(
                about,
                String.format(
                    "%s has layers that %s has not, which counts as undecided: %s",
                    baseline.name(), checkpoint, String.join(", ", gone)));
          }
          if (!otherAudits.isEmpty()) {
            log.warning(
                about,
                baseline.name()
                    + " has audits that this run has not: "
                    + String.join(", ", otherAudits));
          }
        });
  }

  private static void said(Set<MetricKey> keys, String what, String about, RunLog log) {
    if (!keys.isEmpty()) {
      log.warning(
          about,
          String.format(
              "%d metrics are%s, the first %s", keys.size(), what, keys.iterator().next()));
    }
  }

  /** Returns a key for each leaf. */
  private static Collection<MetricKey> leavesOf(Set<MetricKey> keys) {
    Map<MetricKey, MetricKey> leaves = new LinkedHashMap<>();
    keys.forEach(
        key ->
            leaves.putIfAbsent(new MetricKey(key.audit(), "", key.layer(), key.timestep()), key));
    return new ArrayList<>(leaves.values());
  }
}
