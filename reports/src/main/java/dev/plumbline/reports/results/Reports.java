package dev.plumbline.reports.results;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.writing.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Several reports as one. A report that cannot be written is given up, and takes nothing away from
 * the others. That it is missing is a failure of the run, which those that say how the run ended
 * say.
 */
public final class Reports implements Report {

  private final List<Report> reports;
  private final List<RunFailure> missing = new ArrayList<>();
  private final Deque<RunFailure> untold = new ArrayDeque<>();
  private boolean hasEnded;

  /**
   * Makes one report of several.
   *
   * @param reports the reports, in the order in which they are told
   */
  public Reports(List<Report> reports) {
    this.reports = new ArrayList<>(reports);
  }

  @Override
  public String name() {
    return "reports";
  }

  /** Returns what cannot be reported, a message each. */
  public List<String> missing() {
    return missing.stream().map(RunFailure::message).toList();
  }

  /** Returns what cannot be reported, as failures of the run. */
  List<RunFailure> lost() {
    return List.copyOf(missing);
  }

  /**
   * Takes note that something is not reported.
   *
   * @param problem what, and why
   */
  public void miss(String problem) {
    RunFailure failure =
        new RunFailure(
            "reports/" + missing.size(), "Reports", problem, Optional.empty(), Instant.now());
    missing.add(failure);
    untold.add(failure);
  }

  @Override
  public void begin() {
    each(Report::begin);
  }

  @Override
  public void leaf(LeafResult result) {
    each(report -> report.leaf(result));
  }

  @Override
  public void takenOver(LeafResult result) {
    each(report -> report.takenOver(result));
  }

  @Override
  public void runFailure(RunFailure failure) {
    each(report -> report.runFailure(failure));
  }

  @Override
  public void note(RunNote note) {
    each(report -> report.note(note));
  }

  @Override
  public void explored(Exploration exploration) {
    each(report -> report.explored(exploration));
  }

  /** Ends the reports; if they have ended, those again that say how the run ended. */
  @Override
  public void end(RunResults run) {
    int said = missing.size();
    if (!hasEnded) {
      hasEnded = true;
      RunResults whole = run.withFailures(missing);
      each(report -> report.end(whole));
    } else {
      said = -1;
    }
    while (missing.size() > said) {
      said = missing.size();
      endAgain(run.withFailures(missing));
    }
  }

  /**
   * Takes every verdict away before the first is written again: none may stay that was too good.
   */
  private void endAgain(RunResults run) {
    each(
        report -> {
          if (report.verdict().isPresent()) {
            Files.deleteIfExists(report.verdict().get());
          }
        });
    each(
        report -> {
          if (report.verdict().isPresent()) {
            report.end(run);
          }
        });
  }

  /** Ends those reports of a run that was interrupted for which there is time. */
  public void interrupt(RunResults run) {
    reports.removeIf(report -> !report.isQuick());
    end(run);
  }

  private void each(Event event) {
    reports.removeIf(report -> isLost(report, event));
    while (!untold.isEmpty()) {
      RunFailure failure = untold.remove();
      reports.removeIf(report -> isLost(report, one -> one.runFailure(failure)));
    }
  }

  private boolean isLost(Report report, Event event) {
    try {
      event.tell(report);
      return false;
    } catch (IOException | RuntimeException | Error e) {
      // Errors too: a report that runs out of memory must not take the summary with it.
      miss("cannot write " + report.name() + ": " + Texts.reason(e) + remedy(e));
      return true;
    }
  }

  /** Says what helps where files cannot be written, those that reports are made from included. */
  private static String remedy(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return String.format(
            ". Reports need room in their folder, and in that of temporary files, and have to be let"
                + " write there; name others by -D%s=… and -DargLine=-Djava.io.tmpdir=…",
            AuditParameters.REPORT_DIR);
      }
    }
    return "";
  }

  private interface Event {
    void tell(Report report) throws IOException;
  }
}
