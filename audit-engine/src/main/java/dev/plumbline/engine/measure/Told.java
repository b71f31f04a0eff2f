package dev.plumbline.engine.measure;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.engine.measure.results.RunListener;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Passes on how measuring goes, and remembers what reports were told. */
final class Told implements RunListener {

  /**
   * Something that reports were told.
   *
   * @param isWarning whether a reader must know it; else it is a fact about the run
   * @param about what it is about
   * @param text what was told
   */
  record Note(boolean isWarning, String about, String text) {

    /** Tells it. */
    void tell(RunListener listener) {
      if (isWarning) {
        listener.warning(about, text);
      } else {
        listener.environment(about, text);
      }
    }
  }

  private final RunListener listener;
  private final Set<Note> notes = new LinkedHashSet<>();

  Told(RunListener listener) {
    this.listener = listener;
  }

  /** Returns what was told so far. */
  synchronized List<Note> notes() {
    return List.copyOf(notes);
  }

  private void tell(Note note) {
    synchronized (this) {
      notes.add(note);
    }
    note.tell(listener);
  }

  @Override
  public void line(String text) {
    listener.line(text);
  }

  @Override
  public void warning(String about, String text) {
    tell(new Note(true, about, text));
  }

  @Override
  public void environment(String name, String value) {
    tell(new Note(false, name, value));
  }

  @Override
  public void explored(Exploration exploration) {
    listener.explored(exploration);
  }
}
