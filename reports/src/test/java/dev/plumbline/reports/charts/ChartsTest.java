package dev.plumbline.reports.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.Grid;
import dev.plumbline.api.LayerName;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ChartsTest {

  private static final String ODD = "<script>alert('&')</script>\u0000\ud800 " + "x".repeat(500);
  private static final LayerAxis AXIS =
      new LayerAxis(
          List.of(
              new LayerName("conv_in"),
              new LayerName("mid_block.resnets.0"),
              new LayerName("mid_block.resnets.1"),
              new LayerName("up_blocks.0." + ODD)));

  private static Curve.Point point(String layer, double value, double atMost) {
    return new Curve.Point(
        new LayerName(layer),
        value,
        OptionalDouble.of(value - 0.1),
        OptionalDouble.of(value + 0.1),
        OptionalDouble.empty(),
        OptionalDouble.of(atMost),
        value > atMost);
  }

  private static Curve curve(String label, Curve.Role role, double value, double atMost) {
    return new Curve(
        label,
        0,
        role,
        List.of(
            point("mid_block.resnets.1", value, atMost),
            point("conv_in", 0.2, 1),
            point("mid_block.resnets.0", 0.3, 1)));
  }

  @Test
  void aProfileNamesItsLayersBlocksAndCurves() {
    Panel panel =
        new Panel(
            "Accuracy",
            List.of(
                curve("8 cells", Curve.Role.SUBJECT, 0.5, 1),
                curve("base: 8 cells", Curve.Role.CHECKPOINT, 0.4, 1)),
            true);

    Drawn drawn = Drawn.of(new ProfileChart("sd15, t=50", AXIS, List.of(panel)).svg());

    assertThat(drawn.texts())
        .contains("sd15, t=50", "Accuracy", "8 cells", "base: 8 cells", "bound")
        .contains("conv_in", "resnets[0]", "resnets[1]", "mid", "in")
        .doesNotContain("outside its bound");
    assertThat(drawn.inColour(Palette.VIOLATION)).isZero();
  }

  @Test
  void whatIsOutsideItsBoundHasACross() {
    Panel panel =
        new Panel("Accuracy", List.of(curve("8 cells", Curve.Role.SUBJECT, 0.9, 0.5)), true);

    Drawn drawn = Drawn.of(new ProfileChart("sd15", AXIS, List.of(panel)).svg());

    assertThat(drawn.texts()).contains("outside its bound");
    assertThat(drawn.inColour(Palette.VIOLATION)).isPositive();
  }

  @Test
  void whatIsOfOthersIsNotMarked() {
    Panel panel =
        new Panel(
            "Accuracy",
            List.of(
                curve("8 cells", Curve.Role.SUBJECT, 0.4, 1),
                curve("base: 8 cells", Curve.Role.CHECKPOINT, 0.9, 0.5)),
            false);

    Drawn drawn = Drawn.of(new ProfileChart("sd15", AXIS, List.of(panel)).svg());

    assertThat(drawn.texts()).doesNotContain("outside its bound");
  }

  @Test
  void aHeatMapFramesWhatIsOutsideItsBound() {
    LayerName one = new LayerName("conv_in");
    LayerName two = new LayerName("mid_block.resnets.0");

    Drawn drawn =
        Drawn.of(
            new HeatMapChart(
                    "norm.max_z",
                    AXIS,
                    List.of(
                        new HeatMapChart.Cell(one, 500, 1, false),
                        new HeatMapChart.Cell(two, 50, 3, true)))
                .svg());

    assertThat(drawn.texts()).contains("norm.max_z", "t=50", "t=500", "conv_in", "×");
    assertThat(drawn.inColour(Palette.VIOLATION)).isEqualTo(1);
    assertThat(drawn.inColour(Palette.scale(0))).isPositive();
    assertThat(drawn.inColour(Palette.scale(1))).isPositive();
  }

  @Test
  void figuresThatAreAllTheSameAreDrawnToo() {
    Drawn drawn =
        Drawn.of(
            new HeatMapChart(
                    "finite.non_finite",
                    AXIS,
                    List.of(new HeatMapChart.Cell(new LayerName("conv_in"), 50, 0, false)))
                .svg());

    assertThat(drawn.texts()).contains("t=50");
  }

  @Test
  void aMapIsThereCellByCellAndItsPhotographBesideIt() throws IOException {
    Grid grid =
        Grid.ofTokens("norm.map", "Norms", "‖x‖₂", 2, 2, new float[] {0, 1, Float.NaN, 2})
            .ofImage("a/1.jpg", new boolean[] {false, true, false, false});
    BufferedImage photograph = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
    photograph.setRGB(5, 5, Color.RED.getRGB());

    Drawn drawn =
        Drawn.of(
            new MapSheet("leaf", List.of(new MapSheet.Tile(grid, Optional.of(photograph)))).svg());

    assertThat(drawn.texts()).contains("leaf", "Norms", "a/1.jpg", "‖x‖₂", "0.00", "2.00");
    List<BufferedImage> images = drawn.images();
    assertThat(images.get(0).getRGB(5, 5)).isEqualTo(Color.RED.getRGB());
    BufferedImage map = images.get(1);
    int half = map.getWidth() / 2;
    assertThat(map.getRGB(0, 0)).isEqualTo(Palette.scale(0).getRGB());
    assertThat(map.getRGB(half, 0)).isEqualTo(Palette.scale(0.5).getRGB());
    assertThat(map.getRGB(0, half)).isEqualTo(Palette.NOTHING.getRGB());
    assertThat(map.getRGB(half, half)).isEqualTo(Palette.scale(1).getRGB());
    // the marked cell has four sides, in the photograph and in the map
    assertThat(drawn.elements("line")).hasSize(2 * 2 * 4);
  }

  @Test
  void oddTextsStayTexts() {
    Panel panel = new Panel(ODD, List.of(curve(ODD, Curve.Role.SUBJECT, 0.5, 1)), false);
    Grid grid = Grid.ofTokens("map", ODD, ODD, 1, 1, new float[] {Float.NaN});

    List<Drawn> pictures =
        List.of(
            Drawn.of(new ProfileChart(ODD, AXIS, List.of(panel)).svg()),
            Drawn.of(new MapSheet(ODD, List.of(new MapSheet.Tile(grid, Optional.empty()))).svg()));

    for (Drawn picture : pictures) {
      assertThat(picture.elements("script")).isEmpty();
      assertThat(picture.texts()).anyMatch(text -> text.startsWith("<script>alert('&')</script>"));
      assertThat(picture.texts()).allMatch(text -> text.length() < 200);
    }
  }

  @Test
  void picturesAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Panel panel = new Panel("p", List.of(curve("c", Curve.Role.SUBJECT, 0.5, 1)), false);
    String english = new ProfileChart("sd15", AXIS, List.of(panel)).svg();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(new ProfileChart("sd15", AXIS, List.of(panel)).svg()).isEqualTo(english);
    } finally {
      Locale.setDefault(before);
    }
  }
}
