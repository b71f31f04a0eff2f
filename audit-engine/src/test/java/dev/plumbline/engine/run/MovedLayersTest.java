package dev.plumbline.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.console.RunConsole;
import dev.plumbline.engine.plan.ProgressStyle;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MovedLayersTest {

  private static final List<LayerName> LAYERS =
      List.of("conv_in", "down_blocks.0.resnets.0", "mid_block.resnets.0", "conv_out").stream()
          .map(LayerName::new)
          .toList();

  /** Layers are given in any order: what counts is that of the data flow. */
  private static String said(double... changes) {
    MovedLayers moved = new MovedLayers(checkpoint -> LAYERS);
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
    order.sort(Comparator.reverseOrder());
    for (int i : order) {
      judge(moved, i, 50, changes[i]);
      judge(moved, i, 500, changes[i] / 2);
    }
    List<RunNote> notes = new ArrayList<>();
    RunLog log =
        new RunLog(
            new RunConsole(new PrintStream(OutputStream.nullOutputStream()), false),
            ProgressStyle.AUTO,
            notes::add,
            shown -> {});
    moved.describe(name -> "base", log);
    assertThat(notes).extracting(RunNote::name).containsExactly("fidelity of c");
    return notes.get(0).text();
  }

  private static void judge(MovedLayers moved, int layer, int timestep, double change) {
    Subject subject = new Subject("c", LAYERS.get(layer), timestep);
    boolean isLost = Double.isInfinite(change);
    String metric = isLost ? LayerSketch.LOST_IMAGES : LayerSketch.RELATIVE_CHANGE;
    moved.judged(subject, List.of(record(subject, metric, isLost ? 5 : change)));
  }

  private static MetricRecord record(Subject subject, String metric, double value) {
    return new MetricRecord(
        subject.checkpoint(),
        "Some.audit",
        metric,
        subject.layer(),
        subject.timestep(),
        OptionalDouble.of(value),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        5,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        MetricVerdict.PASSED,
        OptionalInt.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty());
  }

  @Test
  void nothingMoved() {
    assertThat(said(0, 0, 0, 0))
        .isEqualTo("identical to base: the sketches of all 4 layers are the same");
  }

  @Test
  void onlyTheLastDigitsMoved() {
    assertThat(said(0, 1e-7, 0.0004, 0.0046))
        .isEqualTo(
            "the same as base but for rounding: no layer moved by more than 0.5 % (conv_out,"
                + " t=50)");
  }

  @Test
  void theFirstThatMovedIsNotTheFarthest() {
    assertThat(said(0, 0.02, 0.4, 0.05))
        .isEqualTo(
            "moved from base, first at down_blocks[0].resnets[0], by 2.0 %"
                + " (down_blocks[0].resnets[0], t=50); farthest by 40.0 % (mid_block.resnets[0],"
                + " t=50); at the last layer by 5.0 % (conv_out, t=50)");
  }

  /** What is not finite any more has not stayed where it was. */
  @Test
  void whatIsLostMovedMost() {
    assertThat(said(0, 0, 0, Double.POSITIVE_INFINITY))
        .isEqualTo(
            "moved from base, first at conv_out, by all there was (conv_out, t=50); farthest by all"
                + " there was (conv_out, t=50); at the last layer by all there was (conv_out,"
                + " t=50)");
  }

  /** What half precision did before it does not hide where it was damaged. */
  @Test
  void roundingBeforeItIsNoBeginning() {
    assertThat(said(0.0005, 0.0009, 0.3, 0.5)).contains("first at mid_block.resnets[0], by 30.0 %");
  }

  /** A small change that grows began where it is small. */
  @Test
  void whatGrowsBeganWhereItIsSmall() {
    assertThat(said(0, 0.002, 0.008, 0.03))
        .contains("first at down_blocks[0].resnets[0], by 0.2 %");
  }
}
