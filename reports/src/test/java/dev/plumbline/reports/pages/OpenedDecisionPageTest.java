package dev.plumbline.reports.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.plumbline.reports.Run;
import dev.plumbline.reports.UnetRuns;
import dev.plumbline.reports.explorer.Axe;
import dev.plumbline.reports.explorer.Chromium;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page to decide on of runs of a whole U-Net, opened in a browser. */
class OpenedDecisionPageTest {

  @TempDir static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void report() {
    browser = Chromium.start();
    new Run().of(UnetRuns.violated(), folder.resolve("violated"));
    new Run().of(UnetRuns.worse(), folder.resolve("worse"));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private static URI page(String run) {
    return folder.resolve(run).resolve("decision.html").toUri();
  }

  private static long count(String css) {
    return (Long) browser.script("return document.querySelectorAll(arguments[0]).length", css);
  }

  private static String text(String css) {
    return (String) browser.script("return document.querySelector(arguments[0]).innerText", css);
  }

  @ParameterizedTest
  @CsvSource({
    "violated,1440,false",
    "violated,390,true",
    "worse,1440,true",
    "worse,390,false",
  })
  void everyoneCanReadIt(String run, int width, boolean isDark) {
    browser.size(width, 900);
    browser.dark(isDark);
    browser.open(page(run));

    assertThat(count("main .chart svg[role=img]")).isGreaterThan(4);
    Axe.Findings found = Axe.in(browser);
    assertThat(found.serious()).isEmpty();
    assertThat(found.passed()).isGreaterThan(30); // of a page without content far fewer apply
    assertThat(browser.consoleMessages()).isEmpty();
    assertThat(browser.requests()).containsExactly(page(run).toString());
    assertThat(
            browser.script(
                "return document.documentElement.scrollWidth"
                    + " - document.documentElement.clientWidth"))
        .isEqualTo(0L);
    // Drawn at its own size, and in letters that can be read at it.
    assertThat(
            browser.script(
                "return [...document.querySelectorAll('details[open] .chart svg, figure > .chart"
                    + " svg')].filter(s => Math.abs(s.getBoundingClientRect().width"
                    + " - s.getAttribute('width')) > 1).length"))
        .isEqualTo(0L);
    assertThat(
            (Double)
                browser.script(
                    "return 0.5 + Math.min(...[...document.querySelectorAll('.chart text')]"
                        + ".map(t => parseFloat(getComputedStyle(t).fontSize)))"))
        .isGreaterThanOrEqualTo(11.5);
    assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(isDark ? "rgb(13, 17, 23)" : "rgb(255, 255, 255)");
  }

  @Test
  void aBarrierIsNoticed() {
    browser.open(page("violated"));
    browser.script("document.querySelector('.chart svg[role=img]').removeAttribute('aria-label')");

    assertThat(Axe.in(browser).serious()).anyMatch(one -> one.contains("svg-img-alt"));
  }

  @Test
  void whatFailedIsOpenAndFirstAndLeadsToItsLeaf() {
    browser.size(1440, 900);
    browser.open(page("violated"));

    assertThat(text("h1")).isEqualTo("Failed: sd15");
    assertThat(text("details[open] > summary")).isEqualTo("Profile of sd15, t=500: 1 outside");
    assertThat(count("details[open]")).isEqualTo(1);
    assertThat(browser.script("return [...document.querySelectorAll('h3')].map(h => h.innerText)"))
        .asInstanceOf(LIST)
        .startsWith("norm.max_relative_norm of sd15: 1 outside")
        .noneMatch(heading -> heading.toString().contains("finite"));
    assertThat(text("main")).contains("finite.non_finite is 0 everywhere: at 46 layers");
    assertThat(
            browser.script(
                "return document.querySelector('details[open] .row:last-of-type') &&"
                    + " [...document.querySelectorAll('details[open] svg[role=img]')].pop()"
                    + ".getAttribute('aria-label')"))
        .asString()
        .contains("outside its bound at 1 of 46 layers, such as up_blocks[0].resnets[1]");
    assertThat(count("td.links a[href^='#maps-']")).isEqualTo(1);
    assertThat(
            browser.script(
                "return document.getElementById(document.querySelector(\"a[href^='#maps-']\")"
                    + ".getAttribute('href').slice(1)).querySelector('img').alt"))
        .asString()
        .contains("expected at most 1.5");

    String leaf =
        (String) browser.script("return document.querySelector('td.links a').href.split('#')[1]");
    browser.open(URI.create(folder.resolve("violated/index.html").toUri() + "#" + leaf));
    Instant end = Instant.now().plusSeconds(60);
    while (!text("body").contains("norms[sd15, up_blocks[0].resnets[1], t=500]")) {
      assertThat(Instant.now()).as(leaf).isBefore(end);
    }
  }

  @Test
  void changesAreShownInMarginsAndToldWhenTouched() {
    browser.size(390, 900);
    browser.open(page("worse"));

    assertThat(text("h1")).isEqualTo("Failed, 3 undecided · moved: sd15");
    assertThat(count(".chart .worse4")).isPositive();
    assertThat(count(".chart .better1, .chart .better2")).isPositive();
    assertThat(count("figure:not([id]) .chart .strike")).isEqualTo(22);
    assertThat(count("figure:not([id]) .chart .ring")).isEqualTo(3);
    assertThat(text("#readout")).isEmpty();
    browser.script(
        "document.querySelector('.chart .worse4')"
            + ".dispatchEvent(new MouseEvent('click', {bubbles: true}))");
    assertThat(text("#readout")).contains("→", "margins");
    assertThat(
            browser.script("return [...document.querySelectorAll('.table')].map(t => t.tabIndex)"))
        .asInstanceOf(LIST)
        .isNotEmpty()
        .containsOnly(0L);
  }
}
