package dev.plumbline.reports.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks for barriers in a page that is open in a browser, by Deque's axe. */
public final class Axe {

  private Axe() {}

  /**
   * What axe found.
   *
   * @param passed how many rules it tried and found kept
   * @param serious what is serious or critical, a line each
   */
  public record Findings(int passed, List<String> serious) {}

  /** Looks at the page. */
  public static Findings in(Chromium browser) {
    browser.driver().manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    browser.script(script());
    Map<?, ?> found =
        (Map<?, ?>)
            browser
                .driver()
                .executeAsyncScript(
                    "const done = arguments[arguments.length - 1];"
                        + "axe.run(document, {resultTypes: ['violations', 'passes']})"
                        + ".then(r => done({passed: r.passes.length, violations:"
                        + " r.violations.map(v => [v.impact, v.id + ': ' + v.help + ' '"
                        + " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 150)).join(' | ')])}),"
                        + " e => done({passed: 0, violations: [['critical', String(e)]]}))");
    List<String> serious = new ArrayList<>();
    for (Object one : (List<?>) found.get("violations")) {
      Object impact = ((List<?>) one).get(0);
      if ("serious".equals(impact) || "critical".equals(impact)) {
        serious.add(impact + " " + ((List<?>) one).get(1));
      }
    }
    return new Findings(((Number) found.get("passed")).intValue(), serious);
  }

  private static String script() {
    try (InputStream stream = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
