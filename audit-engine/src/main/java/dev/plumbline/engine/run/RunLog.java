package dev.plumbline.engine.run;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.console.ProgressBar;
import dev.plumbline.engine.console.RunConsole;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.ProgressStyle;
import dev.plumbline.engine.plan.SafeNames;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Tells people on the console, and reports through notes, how a run goes. */
final class RunLog implements RunListener {

  private final PrintStream stream;
  private final ProgressStyle progress;
  private final Optional<ProgressBar> bar;
  private final Consumer<RunNote> notes;
  private final Consumer<Exploration> explorations;
  private final Set<RunNote> said = new LinkedHashSet<>();

  /**
   * Makes a log to which nothing was told.
   *
   * @param console where people are told
   * @param progress how they are shown how far the run is
   * @param notes takes what reports are told
   * @param explorations takes what can be explored
   */
  RunLog(
      RunConsole console,
      ProgressStyle progress,
      Consumer<RunNote> notes,
      Consumer<Exploration> explorations) {
    this.stream = console.stream();
    this.progress = progress;
    boolean isBar =
        progress == ProgressStyle.BAR || (progress == ProgressStyle.AUTO && console.isTerminal());
    this.bar = isBar ? Optional.of(new ProgressBar(stream)) : Optional.empty();
    this.notes = notes;
    this.explorations = explorations;
  }

  @Override
  public void line(String text) {
    String line = "[audit] " + SafeNames.message(text);
    bar.ifPresentOrElse(shown -> shown.line(line), () -> stream.println(line));
  }

  @Override
  public void step(String text, double ofTask) {
    if (bar.isPresent()) {
      bar.get().step(SafeNames.message(text), ofTask);
    } else if (progress != ProgressStyle.OFF) {
      RunListener.super.step(text, ofTask);
    }
  }

  @Override
  public void tasks(int done, int all, String left) {
    if (bar.isPresent()) {
      bar.get().tasks(done, all, left);
    } else if (progress != ProgressStyle.OFF) {
      RunListener.super.tasks(done, all, left);
    }
  }

  /** Takes away what is only shown while the run goes on. */
  void end() {
    bar.ifPresent(ProgressBar::end);
  }

  @Override
  public void warning(String about, String text) {
    if (isNew(note(RunNote.Kind.WARNING, about, text))) {
      line("WARNING " + about + ": " + text);
    }
  }

  @Override
  public void environment(String name, String value) {
    isNew(note(RunNote.Kind.ENVIRONMENT, name, value));
  }

  @Override
  public void explored(Exploration exploration) {
    explorations.accept(exploration);
  }

  /** Tells what became of the run as a whole. */
  void result(String about, String text) {
    if (isNew(note(RunNote.Kind.RESULT, about, text))) {
      line(about + ": " + text);
    }
  }

  /** Returns the facts about the run that are known so far. */
  synchronized Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    said.stream()
        .filter(note -> note.kind() == RunNote.Kind.ENVIRONMENT)
        .forEach(note -> facts.put(note.name(), note.text()));
    return facts;
  }

  private static RunNote note(RunNote.Kind kind, String about, String text) {
    return new RunNote(kind, SafeNames.message(about), SafeNames.message(text));
  }

  /** Passes a note on, once. */
  private synchronized boolean isNew(RunNote note) {
    boolean added = said.add(note);
    if (added) {
      notes.accept(note);
    }
    return added;
  }
}
