package dev.plumbline.engine.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.config.SuggestionSettings;
import dev.plumbline.engine.judge.SuggestedBounds;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Suggests bounds from the baselines of several sound runs, such as fine-tunes of one parent that
 * did it no harm: what differs between them is what has to be borne.
 */
final class BoundsSuggestion {

  private final Path folder;
  private final Path file;
  private final double rate;

  /**
   * Makes a suggestion that is not written yet.
   *
   * @param settings where the baselines are, and where the bounds go
   * @param rate how often a sound run may be beyond any of the bounds
   */
  BoundsSuggestion(SuggestionSettings settings, double rate) {
    this.folder = settings.folder();
    this.file = settings.file();
    this.rate = rate;
  }

  /**
   * Writes the bounds.
   *
   * @param log told how many there are
   * @throws UserError if the baselines cannot be read, do not go together, or are too few, or if
   *     there is such a file already
   */
  void write(RunLog log) {
    List<Path> files = files();
    if (files.size() < SuggestedBounds.FEWEST_RUNS) {
      throw new UserError(
          String.format(
              "There are %d baselines in %s, and bounds need %d or more to tell how much sound runs"
                  + " differ: record more there, with -D%s=record.",
              files.size(), folder, SuggestedBounds.FEWEST_RUNS, AuditParameters.BASELINE_MODE));
    }
    List<Baseline> runs = files.stream().map(BaselineFile::read).toList();
    for (int i = 1; i < runs.size(); i++) {
      List<String> refusals = runs.get(0).environment().refusals(runs.get(i).environment());
      if (!refusals.isEmpty()) {
        throw new UserError(
            String.format(
                "No bounds follow from %s and %s together: %s. Record both in the same way.",
                files.get(i).getFileName(),
                files.get(0).getFileName(),
                String.join("; ", refusals)));
      }
    }
    write(runs, log);
  }

  private List<Path> files() {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(path -> path.toString().endsWith(BaselineFile.ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new UserError(String.format("The baselines in %s cannot be listed: %s.", folder, e), e);
    }
  }

  private void write(List<Baseline> runs, RunLog log) {
    SortedMap<MetricKey, List<Metric>> figures = new TreeMap<>();
    for (Baseline run : runs) {
      run.checked()
          .forEach(
              key ->
                  figures.computeIfAbsent(key, k -> new ArrayList<>()).add(run.metrics().get(key)));
    }
    SuggestedBounds bounds = new SuggestedBounds(rate);
    figures.forEach(
        (key, metrics) -> {
          if (metrics.size() == runs.size() && metrics.stream().allMatch(Metric::isApplicable)) {
            bounds.add(key.audit(), key.layer(), key.timestep(), metrics);
          }
        });
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, bounds.text(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new UserError(
          String.format(
              "There is a file %s already: remove it, or name another in -D%s.",
              file, AuditParameters.SUGGEST),
          e);
    } catch (IOException e) {
      throw new UserError(String.format("The bounds %s cannot be written: %s.", file, e), e);
    }
    log.line(
        String.format(
            "%d bounds from %d baselines are in %s; %d metrics are not in all of them and have none",
            bounds.rows(), runs.size(), file, figures.size() - bounds.rows()));
    if (bounds.rows() > 0) {
      log.line(bounds.width());
    }
  }
}
