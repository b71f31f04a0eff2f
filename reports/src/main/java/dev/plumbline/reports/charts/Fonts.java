package dev.plumbline.reports.charts;

import java.awt.font.FontRenderContext;
import java.io.IOException;

/** The fonts that pictures are written with. */
public final class Fonts {

  private static final String HOME = "user.home";

  /** No folder can be made in it. */
  private static final String NO_HOME = "/dev/null";

  private Fonts() {}

  /**
   * Makes sure that there are fonts. Java itself has none.
   *
   * @throws IOException if there are none; the message says what to do
   */
  public static synchronized void require() throws IOException {
    try {
      measureWithoutHome();
    } catch (RuntimeException | Error e) { // which of them depends on Java's release
      throw new IOException(
          "this Java finds no fonts: install fontconfig and a font, such as the packages fontconfig"
              + " and fonts-dejavu-core of Debian",
          e);
    }
  }

  /**
   * Measures a text, for which Java looks for fonts the first time. On Linux it keeps what it found
   * in the user's home, where nothing of a run is to be left, unless it finds none.
   */
  private static void measureWithoutHome() {
    String home = System.getProperty(HOME);
    try {
      if (home != null) {
        System.setProperty(HOME, NO_HOME);
      }
      Palette.TEXT.getLineMetrics("0", new FontRenderContext(null, true, true));
    } finally {
      if (home != null) {
        System.setProperty(HOME, home);
      }
    }
  }
}
