package dev.plumbline.cli.doctor;

/**
 * What was found out about one thing.
 *
 * @param about what it is about
 * @param grade how it is
 * @param text what was found
 * @param remedy what to do; empty where nothing has to be done
 */
public record Finding(String about, Grade grade, String text, String remedy) {

  /** How something is. */
  public enum Grade {
    /** As it should be. */
    OK,
    /** Something is not there that most runs do without. */
    NOTE,
    /** Audits do not run, or not well. */
    PROBLEM;

    /** Returns the word for it. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static Finding ok(String about, String text) {
    return new Finding(about, Grade.OK, text, "");
  }

  static Finding note(String about, String text, String remedy) {
    return new Finding(about, Grade.NOTE, text, remedy);
  }

  static Finding problem(String about, String text, String remedy) {
    return new Finding(about, Grade.PROBLEM, text, remedy);
  }
}
