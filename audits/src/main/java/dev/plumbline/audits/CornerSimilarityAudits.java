package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Explained;
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
@Explained(
    measures =
        "How alike the four corner tokens of a representation are, when the "
            + "picture ends there and when it goes on: the difference is what the "
            + "border does, whatever the picture shows.",
    matters =
        "Corner tokens that are alike whatever they show are matched to each "
            + "other, and attract what they should not.",
    whenItFails =
        "Look at the map of similarity to the corner: are the other corners "
            + "bright, or the whole border? Compare with the parent checkpoint by "
            + "relative bounds. Leave corner tokens out of what you match, or pad the "
            + "input and crop the representation.",
    links = "https://arxiv.org/abs/2504.07008")
@Bounds("default-bounds.csv")
@Layers("**")
@Timesteps({50, 200, 500})
class CornerSimilarityAudits {

  @Audit("Corner tokens are no more alike than the same content elsewhere")
  void cornersAreNotSpecial(TokenGroupSimilarity similarity, Gate gate) {
    gate.check(similarity.difference(TokenGroup.CORNER));
  }
}
