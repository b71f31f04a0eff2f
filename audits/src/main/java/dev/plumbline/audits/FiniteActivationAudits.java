package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Explained;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Timesteps;

/** Activations should be numbers. */
@ModelAudit("Finite activations")
@Phenomenon("non-finite-activation")
@Explained(
    measures = "How many activations are NaN or infinite.",
    matters =
        "One such value spreads to everything that is computed from it: the layer "
            + "cannot be used.",
    whenItFails =
        "Most often the export is in half precision and overflows. Export again "
            + "in single precision, or keep the layer named here in it. If single "
            + "precision overflows too, the weights are damaged.",
    severity = Explained.Severity.BLOCKER)
@Bounds("default-bounds.csv")
@Layers("**")
@Timesteps({50, 200, 500})
class FiniteActivationAudits {

  @Audit("No activation is NaN or infinite")
  void activationsAreFinite(FiniteActivations activations, Gate gate) {
    gate.check(activations.nonFinite());
  }
}
