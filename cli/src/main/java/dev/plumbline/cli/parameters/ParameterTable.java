package dev.plumbline.cli.parameters;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of parameters in {@code docs/running.md}, which is in the jar. They are the one place
 * that says what a parameter takes and does.
 */
public final class ParameterTable {

  private static final String PAGE = "running.md";
  private static final Pattern HEADING = Pattern.compile("### Parameters for (.+)");
  private static final Pattern ROW =
      Pattern.compile("\\| `(audit\\.[^`]+)` \\| (.+?) \\| (.+?) \\|");

  private ParameterTable() {}

  /** Reads the parameters, in the order of the page. */
  public static List<DocumentedParameter> read() {
    try (InputStream page = ParameterTable.class.getResourceAsStream(PAGE)) {
      if (page == null) {
        throw new IOException(PAGE + " is not in the jar");
      }
      return parse(new String(page.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<DocumentedParameter> parse(String page) {
    List<DocumentedParameter> parameters = new ArrayList<>();
    Optional<String> heading = Optional.empty();
    for (String line : page.lines().toList()) {
      Matcher head = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      if (line.startsWith("#")) {
        heading = head.matches() ? Optional.of(head.group(1)) : Optional.empty();
      } else if (heading.isPresent() && row.matches()) {
        parameters.add(
            new DocumentedParameter(row.group(1), heading.get(), row.group(2), row.group(3)));
      }
    }
    return List.copyOf(parameters);
  }
}
