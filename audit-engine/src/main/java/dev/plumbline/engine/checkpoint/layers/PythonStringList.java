package dev.plumbline.engine.checkpoint.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a Python list literal of strings, as {@code repr} writes it. */
final class PythonStringList {

  private final String text;
  private int position;

  private PythonStringList(String text) {
    this.text = text;
  }

  /** Returns the strings of the list; empty where the text is no list of strings. */
  static Optional<List<String>> parse(String text) {
    return new PythonStringList(text.strip()).list();
  }

  private Optional<List<String>> list() {
    List<String> strings = new ArrayList<>();
    if (!take('[')) {
      return Optional.empty();
    }
    while (!take(']')) {
      Optional<String> string = string();
      if (string.isEmpty()) {
        return Optional.empty();
      }
      strings.add(string.get());
      if (!take(',')) {
        return take(']') && position == text.length() ? Optional.of(strings) : Optional.empty();
      }
    }
    return position == text.length() ? Optional.of(strings) : Optional.empty();
  }

  /** Skips white space, then the character if it is next. */
  private boolean take(char wanted) {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    boolean next = position < text.length() && text.charAt(position) == wanted;
    position += next ? 1 : 0;
    return next;
  }

  private Optional<String> string() {
    // repr uses double quotes where the string has a single one in it.
    char quote = take('\'') ? '\'' : take('"') ? '"' : 0;
    if (quote == 0) {
      return Optional.empty();
    }
    StringBuilder string = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == quote) {
        return Optional.of(string.toString());
      }
      if (c == '\\' && position < text.length()) {
        c = unescape(text.charAt(position++));
      }
      string.append(c);
    }
    return Optional.empty();
  }

  /** Unescapes what can stand in a scope; numeric escapes cannot, and stay as they are. */
  private static char unescape(char escaped) {
    return switch (escaped) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      default -> escaped;
    };
  }
}
