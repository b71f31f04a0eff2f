package dev.plumbline.reports;

import static dev.plumbline.reports.FakeAudits.accepted;
import static dev.plumbline.reports.FakeAudits.against;
import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Grid;
import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.explorer.Chromium;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reports of a run full of odd names, opened in a browser from disk and from a server. */
class OpenedReportsTest {

  private static final String MARKUP = "<img src=x onerror=document.title='run'>\n\"'&amp;${1+1}";
  private static final String LONG = "long".repeat(120);

  @TempDir static Path folder;
  private static Chromium browser;
  private static HttpServer server;

  @BeforeAll
  static void report() throws IOException {
    browser = Chromium.start();
    new Run().of(odd(), folder); // what metrics go on from
    Run run = new Run();
    run.of(odd(), folder);
    assertThat(run.console()).doesNotContain("REPORTS NOT WRITTEN").contains("decision.html");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
          boolean isThere = file.startsWith(folder) && Files.isRegularFile(file);
          byte[] body = isThere ? Files.readAllBytes(file) : new byte[0];
          if (file.toString().endsWith(".html")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
          }
          exchange.sendResponseHeaders(isThere ? 200 : 404, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.stop(0);
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static FakeAudits odd() {
    FakeAudits audits = new FakeAudits();
    audits.note(RunNote.Kind.ENVIRONMENT, MARKUP, LONG);
    audits.note(RunNote.Kind.WARNING, "images", MARKUP);
    for (String checkpoint : List.of(MARKUP, LONG, "=plain")) {
      audits.note(RunNote.Kind.ENVIRONMENT, RunNote.INPUTS + checkpoint, "5eed");
    }
    FakeAudits.Node norms = audits.audit("org.example.NormAudits", "norms", MARKUP);
    for (String checkpoint : List.of(MARKUP, LONG, "=plain")) {
      for (String layer :
          List.of(
              "conv_in", "down_blocks.0.resnets.0", "mid_block." + MARKUP, "up_blocks.9." + LONG)) {
        for (int timestep : new int[] {50, 500}) {
          FakeAudits.Node leaf = leaf(norms, checkpoint, layer, timestep);
          leaf.records(
                  metric(leaf, "norm.max_relative_norm", 2 + layer.length() % 5, 4),
                  against(leaf, "probe.lda.accuracy_8", 0.4, 0.3 + timestep / 1000.0, 0.2),
                  accepted(leaf, "norm.recurrence" + MARKUP, 2, 1, 2),
                  metric(leaf, "similarity.difference.corner", -0.1, 1))
              .contributes(
                  "norm.max_relative_norm",
                  Contributions.maximum(
                      List.of(new Image("a", "a"), new Image("b", "b")), new double[] {1, 2}))
              .shows(maps());
          if (layer.length() % 5 > 2) {
            leaf.fails(new AssertionError(MARKUP + LONG));
          }
        }
      }
    }
    return audits;
  }

  private static LeafGrids maps() {
    float[] values = new float[6];
    values[4] = Float.NaN;
    values[5] = 7;
    Grid grid = Grid.ofTokens("norm.map", MARKUP, LONG, 2, 3, values);
    return new LeafGrids(
        List.of(grid, grid.ofImage(MARKUP, new boolean[] {false, false, true, false, false, true})),
        image -> Optional.of(new BufferedImage(12, 8, BufferedImage.TYPE_INT_RGB)));
  }

  private static List<URI> places(String file) {
    return List.of(
        folder.resolve(file).toUri(),
        URI.create("http://localhost:" + server.getAddress().getPort() + "/" + file));
  }

  /** Waits until JavaScript returns true. */
  private static void await(String condition) {
    Instant end = Instant.now().plusSeconds(30);
    while (!Boolean.TRUE.equals(browser.script("return " + condition))) {
      assertThat(Instant.now()).as(condition).isBefore(end);
    }
  }

  /** Returns how many pixels the page is wider than the window. */
  private static long overflow() {
    return (Long)
        browser.script(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  /** Returns the pictures that are not shown. */
  private static Object brokenPictures() {
    return browser.script(
        "return [...document.images].filter(i => !i.complete || i.naturalWidth === 0)"
            + ".map(i => i.alt + ' ' + i.src.slice(0, 80)).join()");
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 420})
  void thePageToDecideOnIsShownAndAsksNobodyForAnything(int width) {
    for (URI page : places("decision.html")) {
      browser.size(width, 900);
      browser.open(page);
      browser.script("document.querySelectorAll('details').forEach(d => d.open = true)");
      await("[...document.images].every(i => i.complete)");

      assertThat(browser.consoleMessages()).filteredOn(text -> !text.contains("favicon")).isEmpty();
      assertThat(browser.requests())
          .filteredOn(asked -> !asked.startsWith("data:") && !asked.endsWith("/favicon.ico"))
          .containsExactly(page.toString());
      assertThat(brokenPictures()).isEqualTo("");
      assertThat((Long) browser.script("return document.images.length")).isGreaterThan(5);
      assertThat((Long) browser.script("return document.querySelectorAll('.chart').length"))
          .isGreaterThan(10);
      assertThat(overflow()).isLessThanOrEqualTo(0);
      assertThat(browser.script("return document.querySelector('.worse').innerText").toString())
          .contains("probe.lda.accuracy_8", "+0.2000, 1.3 margins");
      assertThat(browser.script("return document.querySelector('.verdict').innerText").toString())
          .contains("Against the baseline: 12 worse", "24 violations are accepted.");
      assertThat(browser.script("return document.title").toString())
          .startsWith("Failed")
          .contains("<img src=x");
      assertThat(browser.script("return document.querySelectorAll('img[src=x]').length"))
          .isEqualTo(0L);
    }
  }

  @Test
  void allureShowsTheVerdictFirstAndTheMapsOfAFailedLeaf() {
    for (URI page : places("index.html")) {
      browser.size(1280, 900);
      browser.open(page);
      await("document.querySelector('a[href=\"decision.html\"] img')?.naturalWidth > 0");

      assertThat(browser.script("return document.querySelector('.widget').innerText").toString())
          .startsWithIgnoringCase("Failed");
      browser.script("location.hash = '#suites'");
      await("document.querySelector('.node__name') !== null");
      for (int level = 0; level < 3; level++) {
        browser.script(
            "const closed = document.querySelector('.node:not(.node__expanded) > .node__title');"
                + "if (closed) closed.click()");
      }
      await("document.querySelector('a.node__leaf .text_status_failed') !== null");
      browser.script("document.querySelector('a.node__leaf .text_status_failed').click()");
      await("document.querySelectorAll('.attachment-row').length >= 3");
      browser.script(
          "[...document.querySelectorAll('.attachment-row')]"
              + ".find(row => row.innerText.includes('maps')).click()");
      // a failed object shows its one line of text instead
      await("document.querySelector('object.attachment__embed')?.offsetHeight > 150");

      assertThat(browser.consoleMessages())
          .filteredOn(text -> text.contains("SEVERE") && !text.contains("favicon"))
          .isEmpty();
      assertThat(browser.requests())
          .allMatch(
              asked ->
                  asked.startsWith("data:")
                      || asked.startsWith("blob:")
                      || asked.endsWith("/favicon.ico")
                      || asked.startsWith(page.toString()));
      assertThat(browser.script("return document.title").toString()).doesNotContain("run");
      assertThat(overflow()).isLessThanOrEqualTo(0);
    }
  }

  @Test
  void allureShowsHowMetricsWentOnBesideItsOwnTrends() {
    for (URI page : places("index.html")) {
      browser.size(1280, 900);
      browser.open(page);
      await("document.querySelector('.side-nav') !== null");
      browser.script("location.hash = '#graph'");
      await("document.querySelectorAll('.metrics-trend svg').length > 5");

      assertThat(
              browser
                  .script("return document.querySelector('.metrics-trend').innerText")
                  .toString())
          .contains("2 comparable runs", "norm.max_relative_norm", "probe.lda.accuracy_8");
      assertThat(
              (Long)
                  browser.script("return document.querySelector('.metrics-trend svg').clientWidth"))
          .isGreaterThan(100);
      assertThat(browser.script("return document.querySelectorAll('img[src=x]').length"))
          .isEqualTo(0L);
      assertThat(browser.consoleMessages())
          .filteredOn(text -> text.contains("SEVERE") && !text.contains("favicon"))
          .isEmpty();
      assertThat(overflow()).isLessThanOrEqualTo(0);
    }
  }
}
