package dev.plumbline.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.LayerName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LayerOrderTest {

  private static LayerOrder order(String checkpoint, String... layers) {
    return new LayerOrder(checkpoint, List.of(layers).stream().map(LayerName::new).toList());
  }

  @Test
  void ordersComeBackAsTheyWere() {
    String[] many = IntStream.range(0, 120).mapToObj(i -> "blocks." + i).toArray(String[]::new);

    for (LayerOrder order :
        List.of(
            order("a, \"b\"\n= ✓", "conv_out", "up_blocks[1].resnets[0]", "conv_in"),
            order("odd", "two\nlines", "with, commas", "layer.0"),
            order("many", many),
            order("none"))) {
      assertThat(LayerOrder.fromEntry(order.toEntry())).contains(order);
    }
  }

  @Test
  void otherEntriesHoldNoOrder() {
    assertThat(LayerOrder.fromEntry(Map.of())).isEmpty();
    assertThat(LayerOrder.fromEntry(Map.of("layers", "1", "layer.0", "conv_in"))).isEmpty();
    assertThat(LayerOrder.fromEntry(new RunNote(RunNote.Kind.RESULT, "a", "b").toEntry()))
        .isEmpty();
    assertThat(RunNote.fromEntry(order("sd15", "conv_in").toEntry())).isEmpty();
  }

  @Test
  void anOrderThatIsNotCompleteIsRefused() {
    Map<String, String> entry = new HashMap<>(order("sd15", "conv_in", "conv_out").toEntry());
    entry.remove("layer.1");

    assertThatThrownBy(() -> LayerOrder.fromEntry(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sd15")
        .hasMessageContaining("no layer 1 of 2");
    entry.remove("layers");
    assertThatThrownBy(() -> LayerOrder.fromEntry(entry))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
