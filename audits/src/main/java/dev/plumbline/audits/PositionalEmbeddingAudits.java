package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Explained;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.Timesteps;

/** A token's position should not be more readable from the token than bounds allow. */
@ModelAudit("Positional embedding")
@Phenomenon("positional-embedding")
@Explained(
    measures =
        "A linear classifier is trained to tell a token's row and column from the "
            + "token alone, and tested on scenes that it has not seen.",
    matters =
        "What is matched or predicted by such tokens depends on where they are, "
            + "and not only on what they show: correspondences drift to the same place, "
            + "dense predictions learn the layout of the training images.",
    whenItFails =
        "Look at the profile: is one layer outside its bound, or the whole middle "
            + "of the U-Net? Compare with the parent checkpoint by relative bounds. If "
            + "it is new, find what training changed (crops, resolution, padding); if "
            + "it was always there, take tokens of another layer, or take the "
            + "position's mean off them.",
    links = "https://arxiv.org/abs/2504.07008")
@Bounds("default-bounds.csv")
@Layers("**")
@Timesteps({50, 200, 500})
class PositionalEmbeddingAudits {

  @Audit("A token's position is linearly decodable only as far as is known")
  void positionIsDecodableAsExpected(PositionProbe probe, Gate gate) {
    gate.check(probe.accuracy(8));
    probe.selectivity(8).ifPresent(gate::check);
  }
}
