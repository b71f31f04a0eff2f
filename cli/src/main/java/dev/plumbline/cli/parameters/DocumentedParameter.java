package dev.plumbline.cli.parameters;

import dev.plumbline.api.AuditParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A parameter as the documentation describes it.
 *
 * @param name its name: {@code audit.report.dir}
 * @param heading what it is about: {@code reports}
 * @param value what it takes, in Markdown
 * @param unset what holds where it is not given, in Markdown
 */
public record DocumentedParameter(String name, String heading, String value, String unset) {

  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
  private static final Pattern WORD = Pattern.compile("`([a-z][a-z0-9-]*)`");
  private static final Pattern CODE = Pattern.compile("`[^`]+`");
  private static final List<String> FLAG = List.of("true", "false");

  /** Returns the name of its option: {@code --report-dir}. */
  public String option() {
    return option(name);
  }

  /**
   * Returns the option of a parameter.
   *
   * @param name the parameter's name
   */
  public static String option(String name) {
    return "--" + name.substring(AuditParameters.PREFIX.length()).replace('.', '-');
  }

  /** Returns what it is for, for a terminal. */
  public String description() {
    String text = plain(value) + ". Default: " + plain(unset) + ".";
    return value.startsWith("`") // a word that is given as it stands
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String plain(String markdown) {
    return LINK.matcher(markdown).replaceAll("$1").replace("`", "");
  }

  /** Tells whether it is true or false; its option then may stand alone. */
  public boolean isFlag() {
    return value.startsWith("`true`");
  }

  /** Returns the words that it takes, where it takes words; others may be possible beside them. */
  public List<String> words() {
    if (isFlag()) {
      return FLAG;
    }
    return value.startsWith("`")
        ? WORD.matcher(value).results().map(word -> word.group(1)).distinct().toList()
        : List.of();
  }

  /**
   * Returns what stands for its value in the help. Scripts for completion call words by it, so that
   * no two parameters with different words may have the same.
   */
  public String label() {
    if (!words().isEmpty()) {
      boolean areAll = CODE.matcher(value).results().count() == words().size();
      return String.join("|", words()) + (areAll ? "" : "|…");
    }
    String text = plain(value).toLowerCase(Locale.ROOT);
    return Arrays.stream(Label.values())
        .flatMap(label -> label.find(text).stream())
        .min((one, other) -> Integer.compare(one.start(), other.start()))
        .map(found -> Label.valueOf(found.group().strip().toUpperCase(Locale.ROOT)).shown)
        .orElse("VALUE");
  }

  /** What a value is, by the word for it that comes first. */
  private enum Label {
    COMMA("LIST"),
    CHANGES("LIST"),
    FOLDERS("LIST"),
    FOLDER("FOLDER"),
    FILE("FILE"),
    NAME("NAME"),
    NUMBER("N"),
    MANY("N"),
    THREADS("N"),
    MOST("N"),
    RATE("SHARE"),
    SHARE("SHARE"),
    LONG("TIME"),
    LARGE("SIZE"),
    MEMORY("SIZE"),
    WHOLE("N"),
    FAITHFUL("WORD"),
    PART("K/N"),
    TEST("WORD");

    private final String shown;

    Label(String shown) {
      this.shown = shown;
    }

    Optional<MatchResult> find(String text) {
      return Pattern.compile("\\b" + name().toLowerCase(Locale.ROOT) + "\\b")
          .matcher(text)
          .results()
          .findFirst();
    }
  }
}
