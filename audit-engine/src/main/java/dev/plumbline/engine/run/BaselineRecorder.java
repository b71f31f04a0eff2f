package dev.plumbline.engine.run;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.baseline.Environment;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.config.BaselineSettings;
import dev.plumbline.engine.judge.IdleRows.JudgedLeaf;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Writes what was measured as baselines: always into the report folder, so that a finished run can
 * be made a baseline by copying, and elsewhere where the user wants to record.
 */
final class BaselineRecorder {

  /** What this process has recorded: of leaves that are run again only a part is measured anew. */
  private static final Set<Path> RECORDED_HERE = ConcurrentHashMap.newKeySet();

  private final Path reportFolder;
  private final Optional<BaselineSettings> recording;
  private final RunLog log;
  private final SortedMap<String, SortedMap<MetricKey, Metric>> measured = new TreeMap<>();
  private final Map<String, Set<MetricKey>> checked = new HashMap<>();
  private final Map<String, List<Subject>> red = new HashMap<>();
  private final Map<String, SortedMap<Integer, SortedMap<LayerName, LayerSketch>>> sketches =
      new HashMap<>();

  /**
   * Makes a recorder that has nothing to write yet.
   *
   * @param reportFolder where the baselines of every run go
   * @param recording where else they go, if they do
   * @param log told what was written
   */
  BaselineRecorder(Path reportFolder, Optional<BaselineSettings> recording, RunLog log) {
    this.reportFolder = reportFolder;
    this.recording = recording;
    this.log = log;
  }

  /** Takes away what an earlier run left in the report folder. */
  void begin() {
    if (!Files.isDirectory(reportFolder)) {
      return;
    }
    String glob =
        String.format(
            "*{%1$s,%2$s,%3$s,%1$s%4$s,%2$s%4$s,%3$s%4$s}",
            BaselineFile.ENDING,
            BaselineFile.CONTRIBUTIONS_ENDING,
            BaselineFile.SKETCHES_ENDING,
            AtomicFile.PART);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(reportFolder, glob)) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      log.warning(
          "baselines", "what an earlier run left in " + reportFolder + " cannot be deleted: " + e);
    }
  }

  /**
   * Adds the metrics of a leaf.
   *
   * @param leaf says which there are, and which of them were checked
   * @param metrics all of them
   */
  synchronized void add(JudgedLeaf leaf, List<Metric> metrics) {
    Subject subject = leaf.subject();
    SortedMap<MetricKey, Metric> checkpoint =
        measured.computeIfAbsent(subject.checkpoint(), name -> new TreeMap<>());
    Set<MetricKey> held = checked.computeIfAbsent(subject.checkpoint(), name -> new HashSet<>());
    for (Metric metric : metrics) {
      MetricKey key =
          new MetricKey(leaf.audit(), metric.name(), subject.layer(), subject.timestep());
      checkpoint.put(key, metric);
      if (leaf.checked().contains(metric.name())) {
        held.add(key);
      }
    }
  }

  /** Takes note of a leaf that is beyond a bound. */
  synchronized void red(Subject subject) {
    red.computeIfAbsent(subject.checkpoint(), name -> new ArrayList<>()).add(subject);
  }

  /** Adds what tells how far a layer moves from here. */
  synchronized void add(Subject subject, LayerSketch sketch) {
    measured.computeIfAbsent(subject.checkpoint(), name -> new TreeMap<>());
    sketches
        .computeIfAbsent(subject.checkpoint(), name -> new TreeMap<>())
        .computeIfAbsent(subject.timestep(), timestep -> new TreeMap<>())
        .put(subject.layer(), sketch);
  }

  /** Returns which metrics of a checkpoint there are. */
  synchronized Set<MetricKey> keys(String checkpoint) {
    return new TreeSet<>(measured.getOrDefault(checkpoint, new TreeMap<>()).keySet());
  }

  /** Returns which metrics of a checkpoint were checked. */
  synchronized Set<MetricKey> checked(String checkpoint) {
    return new TreeSet<>(checked.getOrDefault(checkpoint, Set.of()));
  }

  /**
   * Writes the files. One that cannot be written does not keep the others from it.
   *
   * @param environment says what a checkpoint's figures rest on
   * @return what makes the run red, a message each
   */
  synchronized List<String> write(Function<String, Environment> environment) {
    List<String> problems = new ArrayList<>();
    measured.forEach(
        (checkpoint, metrics) -> {
          if (metrics.isEmpty() && !sketches.containsKey(checkpoint)) {
            return;
          }
          try {
            Baseline baseline =
                Baseline.of(
                        checkpoint,
                        environment.apply(checkpoint).withRedLeaves(redLeaves(checkpoint)),
                        metrics)
                    .withChecked(checked(checkpoint))
                    .withSketches(sketches.getOrDefault(checkpoint, Collections.emptySortedMap()));
            report(baseline, problems);
            recording.ifPresent(settings -> record(baseline, settings, problems));
          } catch (UserError e) { // what the figures rest on cannot be read again
            String message = "There is no baseline of " + checkpoint + ": " + e.getMessage();
            log.warning("baselines", message);
            recording.ifPresent(settings -> problems.add(message));
          }
        });
    boolean isNothing = sketches.isEmpty() && measured.values().stream().allMatch(Map::isEmpty);
    if (recording.isPresent() && isNothing) {
      problems.add("No baseline was recorded, since no metric was checked.");
    }
    return problems;
  }

  private int redLeaves(String checkpoint) {
    return red.getOrDefault(checkpoint, List.of()).size();
  }

  private void report(Baseline baseline, List<String> problems) {
    Path file = BaselineFile.in(reportFolder, baseline.checkpoint());
    try {
      BaselineFile.write(file, baseline);
    } catch (UserError e) {
      problems.add(e.getMessage());
    }
  }

  private void record(Baseline baseline, BaselineSettings settings, List<String> problems) {
    Path file = settings.file(baseline.checkpoint());
    try {
      Set<MetricKey> lost = recordedBefore(file);
      lost.removeAll(baseline.metrics().keySet());
      Path place = file.toAbsolutePath().normalize();
      if (!lost.isEmpty() && RECORDED_HERE.contains(place)) {
        problems.add(
            String.format(
                "%s stays as it was recorded a moment ago: this run has %d of its metrics only, as"
                    + " leaves that are run again have. Record without rerunFailingTestsCount, or"
                    + " delete the file to record these alone.",
                file, baseline.metrics().size()));
        return;
      }
      BaselineFile.write(file, baseline);
      RECORDED_HERE.add(place);
      log.result(
          "baseline of " + baseline.checkpoint(),
          baseline.metrics().size() + " metrics are recorded in " + file);
      if (redLeaves(baseline.checkpoint()) > 0) {
        log.warning(
            "baseline of " + baseline.checkpoint(),
            String.format(
                "it is recorded of a red run: %s, the first %s. What is held against it is held"
                    + " against that",
                redLeaves(baseline.checkpoint()) == 1
                    ? "1 leaf is beyond a bound"
                    : redLeaves(baseline.checkpoint()) + " leaves are beyond bounds",
                red.get(baseline.checkpoint()).get(0)));
      }
      if (!lost.isEmpty()) {
        log.warning(
            "baseline of " + baseline.checkpoint(),
            String.format(
                "%d metrics that %s had were not measured in this run and are no longer in it, the"
                    + " first %s",
                lost.size(), file, lost.iterator().next()));
      }
    } catch (UserError e) {
      problems.add(e.getMessage());
    }
  }

  private static Set<MetricKey> recordedBefore(Path file) {
    try {
      return Files.exists(file)
          ? new TreeSet<>(BaselineFile.read(file).metrics().keySet())
          : new TreeSet<>();
    } catch (UserError e) {
      return new TreeSet<>(); // what cannot be read is replaced: this is how it is mended
    }
  }
}
