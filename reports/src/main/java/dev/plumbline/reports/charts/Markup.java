package dev.plumbline.reports.charts;

import java.util.Locale;

/** Writes HTML with SVG in it: every text and attribute is escaped, coordinates are short. */
final class Markup {

  private static final int MOST = 1000;

  private final StringBuilder text = new StringBuilder();

  /**
   * Opens an element.
   *
   * @param name its name
   * @param attributes names and values in turn
   */
  Markup open(String name, Object... attributes) {
    start(name, attributes);
    text.append('>');
    return this;
  }

  Markup close(String name) {
    text.append("</").append(name).append(">");
    return this;
  }

  /** Writes an element with nothing in it. */
  Markup empty(String name, Object... attributes) {
    start(name, attributes);
    text.append("/>");
    return this;
  }

  /** Writes an element with a text in it. */
  Markup leaf(String name, String content, Object... attributes) {
    return open(name, attributes).words(content).close(name);
  }

  Markup words(String words) {
    text.append(escaped(Words.shortened(words, MOST)));
    return this;
  }

  private void start(String name, Object... attributes) {
    text.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      text.append(escaped(attribute(attributes[i + 1]))).append('"');
    }
  }

  private static String attribute(Object value) {
    // Texts of others are made harmless; paths are as long as they are.
    return value instanceof Double number
        ? number(number)
        : value instanceof String words ? Words.shortened(words, MOST) : value.toString();
  }

  /** Returns a coordinate to a tenth of a pixel. */
  static String number(double value) {
    String number = String.format(Locale.ROOT, "%.1f", value);
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }

  private static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
