package dev.plumbline.hostile;

import dev.plumbline.common.Folders;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The main: has a thousand hostile models and a thousand hostile inputs run by workers, and tells
 * what became of them. What was run before is not run again.
 */
final class HostileRun implements AutoCloseable {

  private final HostileOptions options;
  private final Sandbox sandbox;
  private WorkerProcess worker;
  private Set<String> untouched = Set.of();

  private HostileRun(HostileOptions options) throws IOException {
    this.options = options;
    sandbox = Sandbox.make(options.out().resolve("sandbox"));
  }

  /**
   * Runs them as the properties {@code hostile.*} say.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException {
    HostileOptions options = HostileOptions.of(System.getProperties());
    if (!options.only().isEmpty()) {
      Kind.labelled(options.only());
    }
    Map<Trial, Outcome> outcomes;
    try (HostileRun run = new HostileRun(options)) {
      outcomes = run.all();
    }
    String page = HostileReport.markdown(outcomes);
    Files.writeString(options.out().resolve("hostile.md"), page);
    System.out.println(page);
    long wrong = outcomes.values().stream().filter(o -> !o.ending().isRight()).count();
    if (wrong > 0) {
      throw new UserError(wrong + " ended as none may: see " + options.out() + "/hostile.md");
    }
  }

  private Map<Trial, Outcome> all() throws IOException {
    Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
    List<Trial> trials = Trial.of(options);
    for (Trial trial : trials) {
      Path kept = options.out().resolve("outcomes").resolve(trial.id());
      Optional<Outcome> before =
          Files.exists(kept) ? Outcome.parse(Files.readString(kept)) : Optional.empty();
      Outcome outcome = before.isPresent() ? before.get() : run(trial);
      Files.createDirectories(kept.getParent());
      Files.writeString(kept, outcome.line());
      outcomes.put(trial, outcome);
      if (before.isEmpty() && (!outcome.ending().isRight() || outcomes.size() % 50 == 0)) {
        System.err.printf(
            "%d of %d: %s %s %s%n",
            outcomes.size(),
            trials.size(),
            trial.id(),
            outcome.ending().title(),
            HostileReport.shortened(outcome.said()));
      }
    }
    return outcomes;
  }

  private Outcome run(Trial trial) throws IOException {
    if (worker == null) {
      worker =
          WorkerProcess.start(
              sandbox,
              List.of(
                  "-Dbenchmark.bundled=" + options.bundled(),
                  "-Dsimulation.exports=" + options.exports()));
      untouched = sandbox.untouchable();
    }
    Outcome outcome = worker.run(trial, options.seconds());
    if (worker.isSpent()) {
      close();
    }
    if (outcome.ending() == Ending.HUNG || outcome.ending() == Ending.DIED) {
      keep(trial);
      return outcome;
    }
    Optional<String> touched = sandbox.touched(untouched);
    if (touched.isPresent()) {
      untouched = sandbox.untouchable();
      outcome = new Outcome(Ending.TOUCHED, touched.get());
    }
    if (!outcome.ending().isRight()) {
      keep(trial);
    }
    return outcome;
  }

  /** Keeps what was made, to look at. */
  private void keep(Trial trial) throws IOException {
    Path kept = options.out().resolve("kept").resolve(trial.id());
    Folders.delete(kept);
    if (Files.exists(sandbox.work())) {
      Files.createDirectories(kept.getParent());
      Files.move(sandbox.work(), kept);
    }
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }
}
