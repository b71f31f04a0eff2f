package dev.plumbline.spark;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Timesteps;

/** An audit that ends executors. */
@ModelAudit
@Bounds("bounds.csv")
@Layers("conv_in")
@Timesteps(50)
public class PoisonAudits {

  @Audit
  void executorsEnd(Poison poison, FiniteActivations finite, Gate gate) {
    gate.check(finite.nonFinite());
  }
}
