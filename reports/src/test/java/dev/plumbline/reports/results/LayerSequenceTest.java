package dev.plumbline.reports.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkOrderTest {

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
    layers.add(new LayerName("another.0"));
    layers.add(new LayerName("something.else"));
    List<LayerName> shuffled = new ArrayList<>(layers);
    Collections.shuffle(shuffled, new Random(1));

    assertThat(new LayerAxis(shuffled).layers()).containsExactlyElementsOf(layers);
  }
}
