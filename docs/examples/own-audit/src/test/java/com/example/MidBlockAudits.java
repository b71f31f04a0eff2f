package com.example;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Timesteps;
import dev.plumbline.api.TokenNorms;

/** An audit of one's own, beside the built-in ones. */
@ModelAudit("Middle block")
@Bounds("mid-block-bounds.csv")
class MidBlockAudits {

  @Audit("No token of the middle block stands out by its norm")
  @Phenomenon("high-norm-anomaly")
  @Layers("mid_block.**")
  @Timesteps({50, 500})
  void noTokenStandsOut(TokenNorms norms, Gate gate) {
    gate.check(norms.prevalenceRobustZ8());
    gate.check(norms.maxRelativeNorm());
  }
}
