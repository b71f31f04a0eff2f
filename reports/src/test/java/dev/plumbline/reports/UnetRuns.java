package dev.plumbline.reports;

import static dev.plumbline.reports.FakeAudits.against;
import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static dev.plumbline.reports.FakeAudits.undecided;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Grid;
import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.RunNote;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs as they are of a whole U-Net: of 46 layers, with figures that follow a formula. */
public final class UnetRuns {

  /** The layers, in the order of the data flow. */
  public static final List<String> LAYERS = layers();

  private static final int[] TIMESTEPS = {50, 200, 500};

  private UnetRuns() {}

  private static List<String> layers() {
    List<String> layers = new ArrayList<>(List.of("conv_in"));
    for (int block = 0; block < 4; block++) {
      for (int i = 0; i < 2; i++) {
        layers.add("down_blocks." + block + ".resnets." + i);
        if (block < 3) {
          layers.add("down_blocks." + block + ".attentions." + i);
        }
      }
      if (block < 3) {
        layers.add("down_blocks." + block + ".downsamplers.0");
      }
    }
    layers.addAll(List.of("mid_block.resnets.0", "mid_block.attentions.0", "mid_block.resnets.1"));
    for (int block = 0; block < 4; block++) {
      for (int i = 0; i < 3; i++) {
        layers.add("up_blocks." + block + ".resnets." + i);
        if (block > 0) {
          layers.add("up_blocks." + block + ".attentions." + i);
        }
      }
      if (block < 3) {
        layers.add("up_blocks." + block + ".upsamplers.0");
      }
    }
    layers.add("conv_out");
    return List.copyOf(layers);
  }

  /** Everything is within its bound, and there is no baseline. */
  public static FakeAudits green() {
    return of(false, false, 0);
  }

  /** The largest norm of one layer is outside its bound at t=500, which has maps. */
  public static FakeAudits violated() {
    return of(false, true, 0);
  }

  /** Some layers' positions can be read better than the baseline's, of others that is open. */
  public static FakeAudits worse() {
    return of(true, false, 1);
  }

  /** Every figure is the baseline's. */
  public static FakeAudits identical() {
    return of(true, false, 0);
  }

  private static FakeAudits of(boolean hasBaseline, boolean isViolated, double moved) {
    FakeAudits audits = new FakeAudits();
    audits.orders("sd15", LAYERS.toArray(String[]::new));
    audits.note(RunNote.Kind.ENVIRONMENT, "seed", "42");
    if (hasBaseline) {
      audits.note(RunNote.Kind.RESULT, "baseline of sd15", "sd15.csv, paired, image by image");
    }
    FakeAudits.Node norms = audits.audit("org.example.NormAudits", "norms", "No token stands out");
    FakeAudits.Node probes =
        audits.audit("org.example.ProbeAudits", "positions", "Positions cannot be read");
    FakeAudits.Node finite =
        audits.audit("org.example.FiniteAudits", "finite", "Every activation is finite");
    for (int place = 0; place < LAYERS.size(); place++) {
      for (int timestep : TIMESTEPS) {
        norm(norms, place, timestep, isViolated);
        probe(probes, place, timestep, hasBaseline, moved);
        FakeAudits.Node leaf = leaf(finite, "sd15", LAYERS.get(place), timestep);
        leaf.records(metric(leaf, "finite.non_finite", 0, 0));
      }
    }
    return audits;
  }

  private static void norm(FakeAudits.Node audit, int place, int timestep, boolean isViolated) {
    FakeAudits.Node leaf = leaf(audit, "sd15", LAYERS.get(place), timestep);
    double value = 1.4 + 0.9 * Math.abs(Math.sin(place * 0.7)) + timestep / 2000.0;
    boolean isOutside = isViolated && timestep == 500 && place == 22;
    double most = isOutside ? 1.5 : 3.5;
    leaf.records(metric(leaf, "norm.max_relative_norm", isOutside ? 2.9 : value, most))
        .contributes(
            "norm.max_relative_norm",
            Contributions.maximum(
                List.of(new Image("a", "a"), new Image("b", "b"), new Image("c", "c")),
                new double[] {value * 0.7, value * 0.8, value}));
    if (isOutside) {
      leaf.shows(maps())
          .fails(new AssertionError("norm.max_relative_norm is 2.90000, expected at most 1.50000"));
    }
  }

  private static void probe(
      FakeAudits.Node audit, int place, int timestep, boolean hasBaseline, double moved) {
    FakeAudits.Node leaf = leaf(audit, "sd15", LAYERS.get(place), timestep);
    double before = 0.1 + 0.75 * Math.exp(-Math.pow((place - 22) / 7.0, 2));
    double change =
        place >= 28 && place <= 38 ? moved * 0.02 * (38 - place) : -moved * 0.004 * (place % 5);
    List<MetricRecord> metrics = new ArrayList<>();
    if (hasBaseline) {
      MetricRecord accuracy =
          against(leaf, "probe.lda.accuracy_8", before + change, before + 0.06, before);
      boolean isOpen = change > 0.06 && change < 0.09;
      metrics.add(isOpen ? undecided(accuracy) : accuracy);
      metrics.add(
          against(
              leaf,
              "similarity.difference.corner",
              -0.1 + change * 0.4 * Math.cos(timestep),
              -0.05,
              -0.1));
      if (isOpen) {
        leaf.aborts("probe.lda.accuracy_8 cannot be told from chance");
      } else if (change > 0.06) {
        leaf.fails(new AssertionError("probe.lda.accuracy_8 is above its baseline by " + change));
      }
    } else {
      metrics.add(metric(leaf, "probe.lda.accuracy_8", before, 0.95));
      metrics.add(metric(leaf, "similarity.difference.corner", -0.1 + 0.002 * place, 0.05));
    }
    metrics.add(metric(leaf, "probe.lda.accuracy_16", before * 0.8, 2));
    leaf.records(metrics.toArray(MetricRecord[]::new));
  }

  private static LeafGrids maps() {
    float[] values = new float[256];
    boolean[] marked = new boolean[256];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (1 + 0.3 * Math.sin(i * 0.3));
    }
    values[37] = 2.9f;
    marked[37] = true;
    Grid grid = Grid.ofTokens("norm.map", "Mean norm", "‖x‖₂", 16, 16, values);
    Grid nothing = Grid.ofTokens("norm.none", "Anomalous tokens", "share", 16, 16, new float[256]);
    return new LeafGrids(
        List.of(grid, nothing, grid.ofImage("a.jpg", marked)), image -> Optional.of(photograph()));
  }

  private static BufferedImage photograph() {
    BufferedImage photograph = new BufferedImage(128, 128, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 128 * 128; i++) {
      photograph.setRGB(i % 128, i / 128, (i % 128) * 0x010000 + (i / 128) * 0x000101);
    }
    return photograph;
  }
}
