package dev.plumbline.docs;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Direction;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.Metric;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.TokenNorms;

/** The audit that docs/extending.md makes of its own measurement. */
// docs:begin
@ModelAudit
@Bounds("channel-bounds.csv")
class ChannelMaximaAudits {

  @Audit("No channel is more than fifty mean norms high")
  @Layers({"mid_block.**", "up_blocks[0].**"})
  void noMassiveActivation(ChannelMaxima maxima, TokenNorms norms, Gate gate) {
    gate.check(maxima.largest());
    if (maxima.largest().isApplicable() && norms.meanNorm().isApplicable()) {
      double ratio =
          maxima.largest().value().getAsDouble() / norms.meanNorm().value().getAsDouble();
      String name = "channel.largest_over_mean_norm";
      gate.check(Metric.of(name, ratio, maxima.largest().sampleSize(), Direction.HIGHER));
    }
  }
}
// docs:end
