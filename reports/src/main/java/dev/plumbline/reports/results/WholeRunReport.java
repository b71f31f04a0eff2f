package dev.plumbline.reports.results;

import dev.plumbline.api.report.RunNote;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A report that is written when the run is over, of all that it came to. */
public abstract class WholeRunReport implements Report {

  private final List<LeafResult> leaves = new ArrayList<>();
  private final List<RunFailure> failures = new ArrayList<>();
  private final List<RunNote> notes = new ArrayList<>();

  @Override
  public final void leaf(LeafResult result) {
    leaves.add(result);
  }

  @Override
  public final void runFailure(RunFailure failure) {
    failures.add(failure);
  }

  @Override
  public final void note(RunNote note) {
    notes.add(note);
  }

  @Override
  public final void end(Duration elapsed) throws IOException {
    write(new RunResults(leaves, failures, notes, elapsed));
  }

  /** Writes the report. */
  protected abstract void write(RunResults run) throws IOException;
}
