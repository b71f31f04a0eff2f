package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Explained;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Timesteps;
import dev.plumbline.api.TokenNorms;

/** Tokens of abnormally high norm should be rare, small, and not always in the same place. */
@ModelAudit("High-norm tokens")
@Phenomenon("high-norm-anomaly")
@Explained(
    measures =
        "The Euclidean norm of every token against those of the same image: how "
            + "many stand out, how far, and whether always at the same place.",
    matters =
        "Few tokens of abnormally high norm dominate dot products, means and what "
            + "is trained on them, and quantisation spends its range on them.",
    whenItFails =
        "Look at the maps: are framed tokens on something in the picture, at its "
            + "edge, or always in one place? Always in one place hints at the network, "
            + "at few images at the images. Compare with the parent checkpoint by "
            + "relative bounds. Normalise tokens, or mask those that stand out, before "
            + "you use them.",
    links = "https://arxiv.org/abs/2504.07008")
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
