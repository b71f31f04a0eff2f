package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.LayerOrder;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.fixtures.ProbeAudits;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine says in which order data flows through the layers of what it measures. */
class LayerOrdersTest {

  @TempDir Path folder;

  @Test
  void allLayersOfACheckpointStandInTheOrderOfTheDataFlow() {
    Outcomes outcomes =
        Audits.in(folder)
            .of(NormAudits.class)
            .with("audit.layers", "mid_block.**")
            .with("audit.dry-run", true)
            .run();

    LayerOrder order = outcomes.layerOrders().get(0);
    assertThat(outcomes.layerOrders()).hasSize(1);
    assertThat(order.checkpoint()).isEqualTo("tiny");
    assertThat(order.layers())
        .hasSize(46)
        .doesNotHaveDuplicates()
        .startsWith(new LayerName("conv_in"))
        .endsWith(new LayerName("conv_out"))
        .containsSubsequence(
            new LayerName("down_blocks.0.resnets.0"),
            new LayerName("mid_block.resnets.0"),
            new LayerName("mid_block.attentions.0"),
            new LayerName("mid_block.resnets.1"),
            new LayerName("up_blocks.3.resnets.2"));
  }

  @Test
  void everyCheckpointThatIsMeasuredHasAnOrder() {
    Outcomes outcomes =
        Audits.in(folder)
            .of(ProbeAudits.class)
            .with("audit.control", "random")
            .with("audit.dry-run", true)
            .run();

    List<LayerOrder> orders = outcomes.layerOrders();
    assertThat(orders).extracting(LayerOrder::checkpoint).containsExactly("tiny", "tiny~random");
    assertThat(orders.get(0).layers()).isEqualTo(orders.get(1).layers());
  }
}
