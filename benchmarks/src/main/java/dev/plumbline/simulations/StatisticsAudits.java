package dev.plumbline.simulations;

import dev.plumbline.api.Audit;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.Timesteps;
import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;

/** What is recorded for the simulations: the metrics that the built-in audits check, and places. */
@ModelAudit("Statistics for simulations")
@Layers("**")
@Timesteps({50})
class StatisticsAudits {

  @Audit("finite activations")
  void finite(FiniteActivations activations, Gate gate) {
    gate.check(activations.nonFinite());
  }

  @Audit("corner similarity")
  void corners(TokenGroupSimilarity similarity, Gate gate) {
    gate.check(similarity.difference(TokenGroup.CORNER));
  }

  @Audit("token norms")
  void norms(TokenNorms norms, Gate gate) {
    gate.check(norms.prevalenceRobustZ8());
    gate.check(norms.maxRelativeNorm());
    gate.check(norms.recurrence());
  }

  @Audit("position probe")
  void position(PositionProbe probe, Gate gate) {
    gate.check(probe.accuracy(8));
  }

  @Audit("places of anomalous tokens")
  void places(AnomalousPlaces places, Gate gate) {
    places.metrics().forEach(gate::check);
  }
}
