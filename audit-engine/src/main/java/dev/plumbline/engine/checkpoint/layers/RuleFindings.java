package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;
import java.util.Map;

/**
 * What one rule found out about the layers of a graph.
 *
 * @param tensors the tensor that is a layer's output
 * @param obstacles layers which the rule came across but could not locate, and why
 * @param vetoes layers which the rule found in a form nobody may read, and why
 * @param nothing where the rule came across no layer at all, why; else empty
 */
record RuleFindings(
    Map<LayerName, String> tensors,
    Map<LayerName, String> obstacles,
    Map<LayerName, String> vetoes,
    String nothing) {

  RuleFindings {
    tensors = Map.copyOf(tensors);
    obstacles = Map.copyOf(obstacles);
    vetoes = Map.copyOf(vetoes);
  }

  static RuleFindings nothing(String why) {
    return new RuleFindings(Map.of(), Map.of(), Map.of(), why);
  }
}
