package dev.plumbline.reports.charts;

import dev.plumbline.api.LayerName;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which a U-Net runs its layers, told by their names: in, down, middle, up, out; in a
 * block by number, a resnet before the attention that follows it, samplers last. Names that say
 * nothing of the kind come in the order of letters.
 */
enum NetworkOrder implements Comparator<LayerName> {
  /** The order. */
  INSTANCE;

  private static final List<String> STAGES =
      List.of("conv_in", "down_blocks", "mid_block", "up_blocks", "conv_norm_out", "conv_out");

  private static final List<String> KINDS =
      List.of("resnets", "attentions", "motion_modules", "downsamplers", "upsamplers");

  private static final Comparator<LayerName> ORDER =
      Comparator.comparingInt(NetworkOrder::stage)
          .thenComparing(layer -> segment(layer, 0))
          .thenComparingInt(NetworkOrder::blockNumber)
          .thenComparingInt(layer -> kind(layer) >= KINDS.indexOf("downsamplers") ? 1 : 0)
          .thenComparingInt(NetworkOrder::numberInBlock)
          .thenComparingInt(NetworkOrder::kind)
          .thenComparing(LayerName::path);

  @Override
  public int compare(LayerName one, LayerName other) {
    return ORDER.compare(one, other);
  }

  private static int stage(LayerName layer) {
    int stage = STAGES.indexOf(segment(layer, 0));
    return stage < 0 ? STAGES.size() : stage;
  }

  private static int blockNumber(LayerName layer) {
    return number(segment(layer, 1));
  }

  /** The segments of a block differ by whether the block has a number. */
  private static int first(LayerName layer) {
    return layer.block().contains(".") ? 2 : 1;
  }

  private static int kind(LayerName layer) {
    return KINDS.indexOf(segment(layer, first(layer)));
  }

  private static int numberInBlock(LayerName layer) {
    return number(segment(layer, first(layer) + 1));
  }

  private static String segment(LayerName layer, int index) {
    String[] segments = layer.path().split("\\.", -1);
    return index < segments.length ? segments[index] : "";
  }

  private static int number(String text) {
    return text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
  }
}
