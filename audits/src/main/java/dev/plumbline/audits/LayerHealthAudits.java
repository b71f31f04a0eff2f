package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Explained;
import dev.plumbline.api.Gate;
import dev.plumbline.api.LayerHealth;
import dev.plumbline.api.Layers;
import dev.plumbline.api.Metric;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Timesteps;
import java.util.stream.Stream;

/** A layer should do something, in more than one direction, and fit into half precision. */
@ModelAudit("Health of layers")
@Phenomenon("layer-health")
@Explained(
    measures =
        "Whether channels vary, in how many directions tokens do, whether the layer's module adds "
            + "anything to what it is given, and how far values are from overflowing in half "
            + "precision.",
    matters =
        "A dead layer hands on nothing, or hands on what it was given: what its weights had "
            + "learned is lost, though the pictures may hardly show it. A value that overflows "
            + "in half precision spreads to everything computed from it.",
    whenItFails =
        "The first layer in the order of the data flow that fails is where to look. Dead channels, "
            + "a participation ratio of 0 or nothing added: were its weights loaded, exported and "
            + "saved whole? Compare the file with its original. Too little headroom: keep the layer in single "
            + "precision.",
    severity = Explained.Severity.CRITICAL)
@Bounds("default-bounds.csv")
@Layers("**")
@Timesteps({50, 200, 500})
class LayerHealthAudits {

  @Audit("The layer does something, and fits into half precision")
  void layerIsHealthy(LayerHealth health, Gate gate) {
    gate.check(health.deadChannels());
    gate.check(health.participationRatio());
    // these two exist of some layers only: no damage makes them go away, without the others failing
    Stream.of(health.update(), health.fp16Headroom())
        .filter(Metric::isApplicable)
        .forEach(gate::check);
  }
}
