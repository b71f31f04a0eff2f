package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Timesteps;
import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.TokenGroupSimilarity;

/** Corner tokens should be no more alike than the same content away from the corners. */
@ModelAudit("Corner similarity")
@Phenomenon("corner-similarity")
@Bounds("default-bounds.csv")
@Layers("**")
@Timesteps({50, 200, 500})
class CornerSimilarityAudits {

  @Audit("Corner tokens are no more alike than the same content elsewhere")
  void cornersAreNotSpecial(TokenGroupSimilarity similarity, Gate gate) {
    gate.check(similarity.difference(TokenGroup.CORNER));
  }
}
