package dev.plumbline.reports.charts;

import java.awt.font.FontRenderContext;
import java.io.IOException;

/** The fonts that pictures are written with. */
public final class Fonts {

  private Fonts() {}

  /**
   * Makes sure that there are fonts. Java itself has none.
   *
   * @throws IOException if there are none; the message says what to do
   */
  public static void require() throws IOException {
    try {
      Palette.TEXT.getLineMetrics("0", new FontRenderContext(null, true, true));
    } catch (RuntimeException | Error e) { // which of them depends on Java's release
      throw new IOException(
          "this Java finds no fonts: install fontconfig and a font, such as the packages fontconfig"
              + " and fonts-dejavu-core of Debian",
          e);
    }
  }
}
