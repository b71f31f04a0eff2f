package dev.plumbline.engine.run;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.SafeNames;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Tells people on the console, and reports through notes, how a run goes. */
final class RunLog implements RunListener {

  private final PrintStream console;
  private final Consumer<RunNote> notes;
  private final Consumer<Exploration> explorations;
  private final Set<RunNote> said = new LinkedHashSet<>();

  RunLog(PrintStream console, Consumer<RunNote> notes, Consumer<Exploration> explorations) {
    this.console = console;
    this.notes = notes;
    this.explorations = explorations;
  }

  @Override
  public void line(String text) {
    console.println("[audit] " + SafeNames.message(text));
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
