package dev.plumbline.reports.charts;

import dev.plumbline.api.LayerName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A profile as a part of a page: what {@link ProfileChart} draws for papers, in the page's own
 * colours and text size, with what each layer's figures are where it is pointed at.
 */
public final class ProfileOnPage {

  private static final int PANEL = 150;
  private static final int MARGIN = 10;

  private final String title;
  private final LayerAxis axis;
  private final List<Panel> panels;

  /**
   * Makes a profile.
   *
   * @param title what it is called
   * @param axis the layers
   * @param panels its diagrams, from top to bottom; at least one
   */
  public ProfileOnPage(String title, LayerAxis axis, List<Panel> panels) {
    this.title = title;
    this.axis = axis;
    this.panels = List.copyOf(panels);
  }

  /** Returns it as HTML. */
  public String html() {
    LayerStrip strip = new LayerStrip(axis, title);
    panels.forEach(panel -> draw(strip, panel));
    return strip.end();
  }

  private void draw(LayerStrip strip, Panel panel) {
    Markup page = strip.page();
    page.open("div", "class", "head").leaf("b", panel.title());
    legend(page, panel);
    page.close("div");
    ValueScale scale = ValueScale.of(panel, PANEL - 2 * MARGIN);
    strip.scale(PANEL);
    for (double tick : scale.ticks()) {
      page.leaf(
          "text",
          scale.label(tick),
          "class",
          "tick",
          "x",
          LayerStrip.SCALE - 6,
          "y",
          y(scale, tick) + 4);
    }
    strip.picture(PANEL, panel.title() + ". " + Findings.of(panel));
    for (double tick : scale.ticks()) {
      String line = "M0," + Markup.number(y(scale, tick)) + "h" + strip.width();
      page.empty("path", "class", "rule", "d", line);
    }
    for (Curve curve : panel.curves()) {
      spread(strip, scale, curve);
    }
    for (Curve curve : panel.curves()) {
      curve(strip, scale, curve);
    }
    for (Curve curve : panel.curves()) {
      if (curve.role() == Curve.Role.SUBJECT) {
        marks(strip, scale, curve);
      }
    }
    tips(strip, panel);
    strip.endRow();
  }

  private static double y(ValueScale scale, double value) {
    return MARGIN + scale.place(value);
  }

  /** Shades between the lower and the upper ends of the points that have both. */
  private void spread(LayerStrip strip, ValueScale scale, Curve curve) {
    StringBuilder above = new StringBuilder();
    StringBuilder below = new StringBuilder();
    for (Curve.Point point : sorted(curve)) {
      if (point.low().isPresent() && point.high().isPresent()) {
        String x = Markup.number(strip.x(point.layer()));
        above.append(x).append(',');
        above.append(Markup.number(y(scale, point.high().getAsDouble()))).append(' ');
        below.insert(0, x + "," + Markup.number(y(scale, point.low().getAsDouble())) + " ");
      }
    }
    if (above.length() > 0) {
      StringBuilder area = above.append(below);
      strip.page().empty("polygon", "class", "spread hue" + hue(curve), "points", area);
    }
  }

  private void curve(LayerStrip strip, ValueScale scale, Curve curve) {
    StringBuilder line = new StringBuilder();
    StringBuilder markers = new StringBuilder();
    int last = -2;
    for (Curve.Point point : sorted(curve)) {
      int place = axis.place(point.layer());
      double x = strip.x(point.layer());
      double y = y(scale, point.value());
      line.append(place == last + 1 ? 'L' : 'M'); // the line stops where a layer has no figure
      line.append(Markup.number(x)).append(',').append(Markup.number(y));
      markers.append(marker(curve.hue(), x, y));
      last = place;
    }
    String classes = role(curve) + " hue" + hue(curve);
    strip.page().empty("path", "class", "curve " + classes, "d", line);
    if (curve.role() == Curve.Role.SUBJECT) {
      strip.page().empty("path", "class", "marker hue" + hue(curve), "d", markers);
    }
  }

  /** Bounds as bars, and crosses on what is outside of them. */
  private static void marks(LayerStrip strip, ValueScale scale, Curve curve) {
    StringBuilder bounds = new StringBuilder();
    StringBuilder crosses = new StringBuilder();
    for (Curve.Point point : curve.points()) {
      double x = strip.x(point.layer());
      for (OptionalDouble bound : List.of(point.atMost(), point.atLeast())) {
        if (bound.isPresent()) {
          bounds.append('M').append(Markup.number(x - 7)).append(',');
          bounds.append(Markup.number(y(scale, bound.getAsDouble()))).append("h14");
        }
      }
      if (point.violated()) {
        crosses.append(cross(x, y(scale, point.value())));
      }
    }
    if (bounds.length() > 0) {
      strip.page().empty("path", "class", "bound", "d", bounds);
    }
    if (crosses.length() > 0) {
      strip.page().empty("path", "class", "cross", "d", crosses);
    }
  }

  private void tips(LayerStrip strip, Panel panel) {
    Map<LayerName, List<String>> said = new HashMap<>();
    for (Curve curve : panel.curves()) {
      for (Curve.Point point : curve.points()) {
        said.computeIfAbsent(point.layer(), layer -> new ArrayList<>())
            .add(curve.label() + ": " + Findings.text(point));
      }
    }
    for (LayerName layer : axis.layers()) {
      List<String> figures = said.get(layer);
      if (figures != null) {
        double left = strip.x(layer) - strip.step() / 2.0;
        String words = layer + " · " + String.join(" · ", figures);
        LayerStrip.tip(
            strip.page(), words, "class", "hit", "x", left, "width", strip.step(), "height", PANEL);
      }
    }
  }

  private static void legend(Markup page, Panel panel) {
    page.open("ul", "class", "legend");
    boolean hasBounds = false;
    boolean hasCrosses = false;
    for (Curve curve : panel.curves()) {
      page.open("li");
      swatch(page);
      String classes = role(curve) + " hue" + hue(curve);
      page.empty("path", "class", "curve " + classes, "d", "M1,7h24");
      if (curve.role() == Curve.Role.SUBJECT) {
        page.empty("path", "class", "marker hue" + hue(curve), "d", marker(curve.hue(), 13, 7));
        hasBounds |=
            curve.points().stream()
                .anyMatch(point -> point.atMost().isPresent() || point.atLeast().isPresent());
        hasCrosses |= curve.points().stream().anyMatch(Curve.Point::violated);
      }
      page.close("svg").words(" " + Words.shortened(curve.label(), 60)).close("li");
    }
    if (hasBounds) {
      swatch(page.open("li"));
      page.empty("path", "class", "bound", "d", "M6,7h14").close("svg").words(" bound").close("li");
    }
    if (hasCrosses) {
      swatch(page.open("li"));
      page.empty("path", "class", "cross", "d", cross(13, 7)).close("svg");
      page.words(" outside its bound").close("li");
    }
    page.close("ul");
  }

  private static void swatch(Markup page) {
    page.open("svg", "class", "swatch", "width", 26, "height", 14, "aria-hidden", "true");
  }

  private List<Curve.Point> sorted(Curve curve) {
    return curve.points().stream()
        .filter(point -> Double.isFinite(point.value()))
        .sorted((one, other) -> axis.place(one.layer()) - axis.place(other.layer()))
        .toList();
  }

  private static String role(Curve curve) {
    return switch (curve.role()) {
      case SUBJECT -> "subject";
      case CHECKPOINT -> "checkpoint";
      case BASELINE -> "earlier";
      case CONTROL -> "control";
      case PUBLISHED -> "published";
    };
  }

  private static int hue(Curve curve) {
    return curve.hue() % Palette.HUE_COUNT;
  }

  /** Each hue has a shape of its own, for those who do not see hues. */
  private static String marker(int hue, double x, double y) {
    String at = "M" + Markup.number(x) + "," + Markup.number(y);
    return switch (hue % 4) {
      case 0 -> at + "m-2.6,0a2.6,2.6 0 1 0 5.2,0a2.6,2.6 0 1 0 -5.2,0z";
      case 1 -> at + "m-2.4,-2.4h4.8v4.8h-4.8z";
      case 2 -> at + "m0,-3.2l3.2,5.8h-6.4z";
      default -> at + "m0,-3.4l3.4,3.4l-3.4,3.4l-3.4,-3.4z";
    };
  }

  private static String cross(double x, double y) {
    String at = "M" + Markup.number(x) + "," + Markup.number(y);
    return at + "m-5,-5l10,10m0,-10l-10,10";
  }
}
