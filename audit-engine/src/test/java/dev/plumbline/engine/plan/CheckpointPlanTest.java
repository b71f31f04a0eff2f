package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.TokenNorms;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckpointPlanTest {

  @Test
  void needsAreUnited() {
    LayerName first = new LayerName("conv_in");
    LayerName last = new LayerName("conv_out");
    CheckpointPlan plan = CheckpointPlan.empty(CheckpointSpec.of("tiny", Path.of("tiny.onnx")));
    assertThat(plan.layers()).isEmpty();

    plan.add(200, last, Set.of(TokenNorms.class));
    plan.add(50, last, Set.of(TokenNorms.class));
    plan.add(50, last, Set.of(FiniteActivations.class, TokenNorms.class));
    plan.add(50, first, Set.of());

    assertThat(plan.passes()).containsOnlyKeys(50, 200);
    assertThat(plan.passes().firstKey()).isEqualTo(50);
    assertThat(plan.passes().get(50).get(last))
        .containsExactlyInAnyOrder(TokenNorms.class, FiniteActivations.class);
    assertThat(plan.passes().get(50).get(first)).isEmpty();
    assertThat(plan.passes().get(200)).containsOnlyKeys(last);
    assertThat(plan.layers()).containsExactlyInAnyOrder(last, first);
  }
}
