package dev.plumbline.reports.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.LayerOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerSequenceTest {

  private static List<LayerName> layers(String... names) {
    return Arrays.stream(names).map(LayerName::new).toList();
  }

  @Test
  void layersComeAsTheNetworkRunsThem() {
    List<LayerName> layers = new ArrayList<>();
    layers.add(new LayerName("conv_in"));
    for (String layer :
        List.of("resnets.0", "attentions.0", "resnets.1", "attentions.1", "downsamplers.0")) {
      layers.add(new LayerName("down_blocks.0." + layer));
    }
    layers.add(new LayerName("down_blocks.10.resnets.0"));
    for (String layer : List.of("resnets.0", "attentions.0", "resnets.1")) {
      layers.add(new LayerName("mid_block." + layer));
    }
    for (String layer : List.of("resnets.0", "attentions.0", "resnets.10", "upsamplers.0")) {
      layers.add(new LayerName("up_blocks.2." + layer));
    }
    layers.add(new LayerName("up_blocks.10.resnets.0"));
    layers.add(new LayerName("conv_out"));
    LayerOrder order = new LayerOrder("sd15", layers);
    List<LayerName> shuffled = new ArrayList<>(layers);
    Collections.shuffle(shuffled, new Random(1));

    LayerSequence sequence = LayerSequence.NONE.with(order.layers());

    assertThat(sequence.sorted(shuffled)).containsExactlyElementsOf(layers);
  }

  @Test
  void layersThatAreInNoOrderComeLastAsTheyCame() {
    LayerSequence sequence = LayerSequence.NONE.with(layers("z", "a"));

    assertThat(sequence.sorted(layers("something.else", "a", "another.0", "z", "a")))
        .isEqualTo(layers("z", "a", "something.else", "another.0"));
  }

  @Test
  void aLayerThatOnlyAnotherCheckpointHasComesAfterTheOneBeforeItThere() {
    LayerSequence sequence =
        LayerSequence.NONE
            .with(layers("in", "down", "up", "out"))
            .with(layers("before", "in", "middle.0", "middle.1", "up", "after"));

    assertThat(sequence.layers())
        .isEqualTo(layers("before", "in", "middle.0", "middle.1", "down", "up", "after", "out"));
  }

  @Test
  void theFirstCheckpointsOrderStays() {
    LayerSequence sequence = LayerSequence.NONE.with(layers("a", "b")).with(layers("b", "c", "a"));

    assertThat(sequence.layers()).isEqualTo(layers("a", "b", "c"));
  }
}
