package dev.plumbline.engine.measure.results;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Passes on how measuring goes, and remembers what reports were told. */
public final class Told implements RunListener {

  /**
   * Something that reports were told.
   *
   * @param isWarning whether a reader must know it; else it is a fact about the run
   * @param about what it is about
   * @param text what was told
   */
  public record Note(boolean isWarning, String about, String text) {

    private static final int MOST = 100_000;

    /** Tells it. */
    public void tell(RunListener listener) {
      if (isWarning) {
        listener.warning(about, text);
      } else {
        listener.environment(about, text);
      }
    }

    /** Writes notes. */
    public static void write(List<Note> notes, StateWriter to) throws IOException {
      to.writeLong(notes.size());
      for (Note note : notes) {
        to.writeBoolean(note.isWarning());
        to.writeString(note.about());
        to.writeString(note.text());
      }
    }

    /** Reads notes. */
    public static List<Note> read(StateReader from) throws IOException {
      List<Note> notes = new ArrayList<>();
      long count = from.readLong(0, MOST);
      for (long i = 0; i < count; i++) {
        notes.add(new Note(from.readBoolean(), from.readString(), from.readString()));
      }
      return notes;
    }
  }

  private final RunListener listener;
  private final Set<Note> notes = new LinkedHashSet<>();

  /**
   * Makes one that was told nothing.
   *
   * @param listener hears everything
   */
  public Told(RunListener listener) {
    this.listener = listener;
  }

  /** Returns what was told so far. */
  public synchronized List<Note> notes() {
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
  public void step(String text, double ofTask) {
    listener.step(text, ofTask);
  }

  @Override
  public void tasks(int done, int all, String left) {
    listener.tasks(done, all, left);
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
