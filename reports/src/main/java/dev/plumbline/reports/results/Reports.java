package dev.plumbline.reports.results;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.writing.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Several reports as one. A report that cannot be written is given up, says so in one line, and
 * takes nothing away from the others.
 */
public final class Reports implements Report {

  private final List<Report> reports;
  private final Consumer<String> problems;

  /**
   * Makes one report of several.
   *
   * @param reports the reports, in the order in which they are told
   * @param problems told of each report that is given up, in a line
   */
  public Reports(List<Report> reports, Consumer<String> problems) {
    this.reports = new ArrayList<>(reports);
    this.problems = problems;
  }

  @Override
  public String name() {
    return "reports";
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

  @Override
  public void end(RunResults run) {
    each(report -> report.end(run));
  }

  private void each(Event event) {
    reports.removeIf(
        report -> {
          try {
            event.tell(report);
            return false;
          } catch (IOException | RuntimeException | Error e) {
            // Errors too: a report that runs out of memory must not take the summary with it.
            problems.accept("cannot write " + report.name() + ": " + Texts.reason(e));
            return true;
          }
        });
  }

  private interface Event {
    void tell(Report report) throws IOException;
  }
}
