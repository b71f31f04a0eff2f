package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Timesteps;

/** Activations should be numbers. */
@ModelAudit("Finite activations")
@Phenomenon("non-finite-activation")
@Bounds("default-bounds.csv")
@Layers("**")
@Timesteps({50, 200, 500})
class FiniteActivationAudits {

  @Audit("No activation is NaN or infinite")
  void activationsAreFinite(FiniteActivations activations, Gate gate) {
    gate.check(activations.nonFinite());
  }
}
