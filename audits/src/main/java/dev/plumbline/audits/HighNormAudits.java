package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Timesteps;
import dev.plumbline.api.TokenNorms;

/** Tokens of abnormally high norm should be rare, small, and not always in the same place. */
@ModelAudit("High-norm tokens")
@Phenomenon("high-norm-anomaly")
@Bounds("default-bounds.csv")
@Layers("**")
@Timesteps({50, 200, 500})
class HighNormAudits {

  @Audit("Tokens of abnormally high norm are rare, small, and in no fixed place")
  void highNormTokensAreRare(TokenNorms norms, Gate gate) {
    gate.check(norms.prevalenceRobustZ8());
    gate.check(norms.maxRelativeNorm());
    gate.check(norms.recurrence());
  }
}
