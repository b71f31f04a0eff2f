package dev.plumbline.spark;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Gate;
import dev.plumbline.api.LayerHealth;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.Timesteps;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;

/** An audit of all measurements of all layers. */
@ModelAudit
@Bounds("bounds.csv")
@Layers("**")
@Timesteps(50)
public class AllLayersAudits {

  @Audit
  void everythingIsRecorded(
      TokenNorms norms,
      TokenGroupSimilarity similarity,
      PositionProbe probe,
      FiniteActivations finite,
      LayerHealth health,
      Gate gate) {
    gate.check(finite.nonFinite());
  }
}
