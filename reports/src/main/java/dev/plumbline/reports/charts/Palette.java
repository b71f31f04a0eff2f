package dev.plumbline.reports.charts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Stroke;

/** Colours and pens. The hues are those of Okabe and Ito, the scale's those of viridis. */
final class Palette {

  static final Color PAPER = Color.WHITE;
  static final Color INK = new Color(0x333333);
  static final Color FAINT_INK = new Color(0x6b6b6b);
  static final Color GRID_LINE = new Color(0xdddddd);
  static final Color BAND = new Color(0xf3f4f6);
  static final Color NOTHING = new Color(0xe3e3e3);

  /** What is outside its bound. */
  static final Color VIOLATION = new Color(0xd55e00);

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 13);
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 10);

  private static final Color[] HUES = {
    new Color(0x0072b2),
    new Color(0xe69f00),
    new Color(0x009e73),
    new Color(0xcc79a7),
    new Color(0x56b4e9),
    new Color(0x000000)
  };

  /** How many hues there are before they repeat. */
  static final int HUE_COUNT = 6;

  private static final int[] SCALE = {
    0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151,
    0xbddf26, 0xfde725
  };

  private Palette() {}

  /** Returns one of a few hues; they repeat after six. */
  static Color hue(int number) {
    return HUES[number % HUE_COUNT];
  }

  /**
   * Returns a colour of the scale from dark to light.
   *
   * @param share where on the scale, from 0 to 1; NaN is grey
   */
  static Color scale(double share) {
    if (Double.isNaN(share)) {
      return NOTHING;
    }
    double place = Math.max(0, Math.min(1, share)) * (SCALE.length - 1);
    int below = (int) Math.min(place, SCALE.length - 2);
    return mix(new Color(SCALE[below]), new Color(SCALE[below + 1]), place - below);
  }

  private static Color mix(Color one, Color other, double share) {
    return new Color(
        mix(one.getRed(), other.getRed(), share),
        mix(one.getGreen(), other.getGreen(), share),
        mix(one.getBlue(), other.getBlue(), share));
  }

  private static int mix(int one, int other, double share) {
    return (int) Math.round(one + share * (other - one));
  }

  /** Returns the pen a curve is drawn with: only the subject's is unbroken. */
  static Stroke pen(Curve.Role role) {
    float[] dashes =
        switch (role) {
          case SUBJECT -> null;
          case CHECKPOINT -> new float[] {7, 3};
          case BASELINE -> new float[] {2, 2};
          case CONTROL -> new float[] {9, 3, 2, 3};
          case PUBLISHED -> new float[] {1, 4};
        };
    return new BasicStroke(
        role == Curve.Role.SUBJECT ? 2f : 1.4f,
        BasicStroke.CAP_ROUND,
        BasicStroke.JOIN_ROUND,
        10f,
        dashes,
        0f);
  }
}
