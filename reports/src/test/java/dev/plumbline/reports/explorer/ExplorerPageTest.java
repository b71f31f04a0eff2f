package dev.plumbline.reports.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.reports.writing.ReportFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;

/** The page in a real browser. */
class ExplorerPageTest {

  private static final String HOSTILE = "</script><img src=x onerror=alert(1)>\"'&\n{{data}} ";
  private static final List<String> KINDS =
      List.of("cosine", "centred", "dot", "euclidean", "norm");

  /** A grid that is not square, and images of different exponents. */
  private static final Exploration.Representation FIRST =
      Explorations.random("down_blocks.0.attentions.1", 50, 7, 8, 10, 3, 1);

  private static final Exploration.Representation LATER =
      Explorations.random("down_blocks.0.attentions.1", 500, 7, 8, 10, 3, 2);
  private static final Exploration.Representation SMALL =
      Explorations.random("mid_block.resnets.1", 50, 5, 4, 5, 3, 3);

  @TempDir static Path folder;
  private static Chromium browser;

  private Path file;

  @BeforeAll
  static void start() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void usualWindow() {
    browser.size(1280, 1000);
    file = folder.resolve("explorer.html");
  }

  private static Exploration exploration(String checkpoint) {
    return Explorations.of(
        checkpoint, List.of("one/1.jpg", "two/1.jpg", HOSTILE), FIRST, LATER, SMALL);
  }

  private void open(String address, Exploration... explorations) throws IOException {
    ExplorerPage.write(List.of(explorations), file);
    browser.open(URI.create(file.toUri() + address));
  }

  private static void choose(String css, String value) {
    browser.find(css + " option[value='" + value + "']").click();
  }

  private static WebElement map(int panel) {
    return browser.all(".panel canvas").get(panel);
  }

  /** Goes to a token with the keyboard. */
  private static void keysTo(int panel, int width, int token) {
    map(panel).sendKeys(Keys.HOME, Keys.PAGE_UP);
    for (int i = 0; i < token / width; i++) {
      map(panel).sendKeys(Keys.ARROW_DOWN);
    }
    for (int i = 0; i < token % width; i++) {
      map(panel).sendKeys(Keys.ARROW_RIGHT);
    }
  }

  private static double value(int panel) {
    return Double.parseDouble(
        browser.all(".panel .value").get(panel).getDomAttribute("data-value"));
  }

  private static String textOf(String css) {
    return browser.find(css).getText();
  }

  @Test
  void opensFromDiskAndAsksNobodyForAnything() throws IOException {
    open("", exploration(HOSTILE), exploration("second"));
    browser.all("#presets button").forEach(WebElement::click);
    KINDS.forEach(kind -> choose("#similarity", kind));
    choose("#checkpoint", "1");
    map(1).sendKeys(Keys.ARROW_DOWN);

    assertThat(browser.consoleMessages()).isEmpty();
    assertThat(browser.requests()).containsOnly(file.toUri().toString());
  }

  @Test
  void opensFromAServerWithOneRequest() throws IOException {
    ExplorerPage.write(List.of(exploration("a")), file);
    List<String> asked = new ArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          byte[] page = Files.readAllBytes(file);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    try {
      browser.open(
          URI.create("http://localhost:" + server.getAddress().getPort() + "/explorer.html"));
      assertThat(textOf("#status")).contains("one/1.jpg");
      assertThat(browser.consoleMessages()).isEmpty();
      assertThat(asked).containsExactly("/explorer.html");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void namesFromOutsideAreText() throws IOException {
    open("#layer=mid_block.resnets[1]&other=two/1.jpg", exploration(HOSTILE));
    choose(".panel:last-of-type .image", "2");

    assertThat(
            (String)
                browser.script(
                    "return document.querySelector('#checkpoint').options[0].textContent"))
        .isEqualTo(HOSTILE);
    assertThat(
            (String)
                browser.script(
                    "return document.querySelectorAll('.image')[1].selectedOptions[0].textContent"))
        .isEqualTo(HOSTILE);
    assertThat(textOf("#status")).contains("<img src=x onerror=alert(1)>");
    assertThat(browser.all("img[src=x]")).isEmpty();
    assertThat(browser.consoleMessages()).isEmpty();
    assertThat((String) browser.script("return location.hash")).contains("%3C%2Fscript%3E");
  }

  @Test
  void similaritiesAreThoseOfTheHalves() throws IOException {
    open("#layer=down_blocks[0].attentions[1]&timestep=500&image=one/1.jpg", exploration("a"));
    assertThat(textOf("#timestep option:checked")).isEqualTo("t = 500");
    choose(".panel:last-of-type .image", "2");
    int width = LATER.width();
    for (int token : new int[] {0, 34}) {
      keysTo(0, width, token);
      map(0).sendKeys(Keys.ENTER);
      for (int read : new int[] {0, 35, 79}) {
        keysTo(0, width, read);
        for (String kind : KINDS) {
          choose("#similarity", kind);
          assertThat(value(0))
              .as("%s of %d and %d", kind, token, read)
              .isCloseTo(Explorations.similarity(kind, LATER, 0, token, 0, read), within(1e-9));
          assertThat(value(1))
              .as("%s of %d and %d in the other image", kind, token, read)
              .isCloseTo(Explorations.similarity(kind, LATER, 0, token, 2, read), within(1e-9));
        }
      }
      map(0).sendKeys(Keys.ESCAPE);
    }
  }

  @Test
  void whateverImageIsPointedAtHasTheToken() throws IOException {
    open(
        "#layer=down_blocks[0].attentions[1]&timestep=50&similarity=cosine&image=one/1.jpg&other=two/1.jpg",
        exploration("a"));
    keysTo(1, FIRST.width(), 23);

    assertThat(textOf("#status")).startsWith("Token at row 3, column 4 of two/1.jpg, cosine:");
    assertThat(value(1)).isCloseTo(1, within(1e-12));
    assertThat(value(0))
        .isCloseTo(Explorations.similarity("cosine", FIRST, 1, 23, 0, 23), within(1e-9));
    assertThat(browser.find("#low").getDomAttribute("data-value")).isNotNull();
    assertThat(Double.parseDouble(browser.find("#high").getDomAttribute("data-value")))
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void keysStopAtTheEdges() throws IOException {
    open("#layer=mid_block.resnets[1]&timestep=50", exploration("a"));
    map(0).sendKeys(Keys.HOME, Keys.PAGE_UP, Keys.ARROW_UP, Keys.ARROW_LEFT);
    assertThat(textOf("#status")).contains("row 1, column 1 ");
    map(0).sendKeys(Keys.END, Keys.PAGE_DOWN, Keys.ARROW_DOWN, Keys.ARROW_RIGHT);
    assertThat(textOf("#status")).contains("row 4, column 5 ");
  }

  @Test
  void thePointerShowsAndAClickHolds() throws IOException {
    open(
        "#layer=mid_block.resnets[1]&timestep=50&similarity=cosine&image=one/1.jpg",
        exploration("a"));
    WebElement map = map(0);
    int cell = map.getSize().width / SMALL.width();
    Actions pointer = new Actions(browser.driver());

    pointer.moveToElement(map, cell, cell / 2).perform();
    assertThat(textOf("#status")).startsWith("Token at row 3, column 4 of one/1.jpg");
    assertThat(value(0)).isCloseTo(1, within(1e-12));

    pointer.click().moveToElement(map, 0, cell / 2).perform();
    assertThat(browser.find("#hold").getDomAttribute("aria-pressed")).isEqualTo("true");
    assertThat(textOf("#status"))
        .startsWith("Token at row 3, column 4 of one/1.jpg")
        .contains("with row 3, column 3 in one/1.jpg");
    assertThat(value(0))
        .isCloseTo(Explorations.similarity("cosine", SMALL, 0, 13, 0, 12), within(1e-9));

    browser.find("#hold").click();
    assertThat(value(0)).isCloseTo(1, within(1e-12));
  }

  @Test
  void aTapShowsAToken() throws IOException {
    open(
        "#layer=mid_block.resnets[1]&timestep=50&similarity=cosine&image=one/1.jpg",
        exploration("a"));
    PointerInput finger = new PointerInput(PointerInput.Kind.TOUCH, "finger");
    Sequence tap = new Sequence(finger, 0);
    tap.addAction(
        finger.createPointerMove(
            Duration.ZERO,
            PointerInput.Origin.fromElement(map(0)),
            -map(0).getSize().width / 3,
            5));
    tap.addAction(finger.createPointerDown(PointerInput.MouseButton.LEFT.asArg()));
    tap.addAction(finger.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
    browser.driver().perform(List.of(tap));

    assertThat(textOf("#status")).startsWith("Token at row 3, column 1 of one/1.jpg");
    assertThat(browser.find("#hold").getDomAttribute("aria-pressed")).isEqualTo("false");
  }

  @Test
  void theTokenIsOutlinedOnMapsAndPhotographs() throws IOException {
    open("#layer=mid_block.resnets[1]&timestep=50&token=19", exploration("a"));
    assertThat(browser.all(".view .token")).hasSize(4);
    assertThat(browser.all(".view .token.same")).hasSize(2);
    for (WebElement view : browser.all(".view")) {
      WebElement token = view.findElement(By.cssSelector(".token"));
      double right = view.getRect().x + view.getRect().width;
      double bottom = view.getRect().y + view.getRect().height;
      assertThat(token.getRect().x + token.getRect().width / 2.0)
          .isCloseTo(right - view.getRect().width / 10.0, within(2.0));
      assertThat(token.getRect().y + token.getRect().height / 2.0)
          .isCloseTo(bottom - view.getRect().height / 8.0, within(2.0));
    }
    assertThat(browser.all(".photograph img"))
        .hasSize(2)
        .allMatch(image -> (boolean) browser.script("return arguments[0].naturalWidth > 0", image));
  }

  @Test
  void anAddressLeadsToAView() throws IOException {
    open(
        "#checkpoint=second&layer=mid_block.resnets[1]&timestep=50&similarity=euclidean"
            + "&image=two%2F1.jpg&other=one%2F1.jpg&token=7",
        exploration("first"), exploration("second"));

    assertThat(textOf("#checkpoint option:checked")).isEqualTo("second");
    assertThat(textOf("#status"))
        .startsWith("Token at row 2, column 3 of two/1.jpg, euclidean distance:")
        .contains("one/1.jpg");
    String address = (String) browser.script("return location.href");
    choose("#similarity", "dot");
    assertThat((String) browser.script("return location.href"))
        .isNotEqualTo(address)
        .contains("similarity=dot");
  }

  @Test
  void anAddressOfALayerThatIsNotThereIsAnswered() throws IOException {
    open("#layer=%3Cb%3Eup_blocks[9]%3C/b%3E&timestep=50", exploration("a"));
    assertThat(textOf("#explanation"))
        .isEqualTo("<b>up_blocks[9]</b> is not among the layers of this page.");
    choose("#layer", "mid_block.resnets[1]");
    assertThat(textOf("#explanation")).isEmpty();
    assertThat(browser.consoleMessages()).isEmpty();
  }

  @Test
  void aLinkOfAnotherReportLeadsToItsLayer() throws IOException {
    ExplorerLinks links = new ExplorerLinks();
    links.add(exploration(HOSTILE));
    assertThat(links.find(HOSTILE, new LayerName("conv_in"), 50)).isEmpty();
    assertThat(links.find(HOSTILE, new LayerName("mid_block.resnets.1"), 500)).isEmpty();
    String link =
        links.find(HOSTILE, new LayerName("down_blocks.0.attentions.1"), 500).orElseThrow();
    assertThat(link).startsWith(ReportFolder.EXPLORER + "#");

    open(
        link.substring(ReportFolder.EXPLORER.length()), exploration("other"), exploration(HOSTILE));
    assertThat(browser.find("#checkpoint").getDomProperty("value")).isEqualTo("1");
    assertThat(browser.find("#layer").getDomProperty("value"))
        .isEqualTo("down_blocks[0].attentions[1]");
    assertThat(browser.find("#timestep").getDomProperty("value")).isEqualTo("500");
  }

  @Test
  void anotherLayerKeepsThePlace() throws IOException {
    open("#layer=down_blocks[0].attentions[1]&timestep=500&token=79", exploration("a"));
    choose("#layer", "mid_block.resnets[1]");
    assertThat(textOf("#status")).contains("row 4, column 5 ");
    assertThat(browser.all("#timestep option")).hasSize(1);
  }

  @Test
  void aSingleImageWithoutAPhotographAndValuesThatAreNoNumbers() throws IOException {
    double[][][] tokens = new double[1][64][3];
    for (int t = 0; t < 64; t++) {
      tokens[0][t] = new double[] {1 + t, t % 8, 2};
    }
    tokens[0][10][1] = Double.NaN;
    tokens[0][11] = new double[3];
    Exploration exploration =
        new Exploration(
            "only",
            List.of(new Exploration.Image("0", Optional.empty())),
            List.of(Explorations.given("conv_in", 50, 8, 8, tokens)),
            List.of("Left out: <b>much</b>."));
    open("", exploration);
    choose("#similarity", "cosine");

    keysTo(0, 8, 0);
    map(0).sendKeys(Keys.ENTER);
    keysTo(0, 8, 10);
    assertThat(textOf("#status")).contains("no number");
    assertThat(value(0)).isNaN();
    map(0).sendKeys(Keys.ARROW_RIGHT);
    assertThat(value(0)).as("a token of norm 0").isEqualTo(0);
    assertThat(browser.find("#high").getText()).isEqualTo("1");
    assertThat(browser.all(".none")).hasSize(2);
    assertThat(textOf("#notes")).isEqualTo("Left out: <b>much</b>.");
    assertThat(browser.consoleMessages()).isEmpty();
  }

  @Test
  void answersWithin50MillisecondsAt64By64Tokens() throws IOException {
    open(
        "",
        Explorations.of(
            "large",
            List.of("a", "b"),
            Explorations.random("up_blocks.3.attentions.2", 50, 320, 64, 64, 2, 4)));
    WebElement map = map(0);
    List<Double> milliseconds = new ArrayList<>();
    for (String kind : KINDS) {
      choose("#similarity", kind);
      for (int i = 0; i < 8; i++) {
        new Actions(browser.driver()).moveToElement(map, 10 * i - 40, 5 * i).perform();
        milliseconds.add(
            Double.parseDouble(browser.find("#elapsed").getDomAttribute("data-milliseconds")));
      }
    }
    milliseconds.sort(null);
    assertThat(milliseconds.get(milliseconds.size() / 2))
        .as("the median of %s", milliseconds)
        .isLessThan(50);
    assertThat(textOf("#elapsed")).matches("answered in \\d+\\.\\d ms");
  }

  @Test
  void fitsOntoAPhone() throws IOException {
    for (int width : new int[] {320, 390, 820}) {
      browser.size(width, 800);
      open("", exploration("a checkpoint with a name " + "that is long ".repeat(12)));
      assertThat((long) browser.script("return document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(width);
      assertThat(map(1).getSize().width).isGreaterThan(120);
    }
  }

  @Test
  void presetsGoToTheirViews() throws IOException {
    open("", exploration("a"));
    List<WebElement> presets = browser.all("#presets button");
    assertThat(presets)
        .extracting(WebElement::getText)
        .containsExactly("Positional embedding", "Corner tokens", "High-norm anomalies");
    assertThat(presets.get(0).getDomAttribute("aria-pressed")).isEqualTo("true");

    browser.all("#presets button").get(1).click();
    assertThat(textOf("#explanation")).contains("the four corners have a cosine of");
    assertThat(textOf("#status")).startsWith("Token at row 1, column 1 of ");

    browser.all("#presets button").get(2).click();
    assertThat(textOf("#explanation")).contains("times the mean norm of its image");
    double relative = value(0);
    assertThat(Double.parseDouble(browser.find("#high").getDomAttribute("data-value")))
        .isEqualTo(relative);

    choose("#similarity", "dot");
    assertThat(browser.all("#presets button[aria-pressed=true]")).isEmpty();
    assertThat(textOf("#explanation")).isEmpty();
  }
}
