package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.Timesteps;

/** A token's position should not be more readable from the token than bounds allow. */
@ModelAudit("Positional embedding")
@Phenomenon("positional-embedding")
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
