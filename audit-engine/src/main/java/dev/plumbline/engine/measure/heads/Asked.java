package dev.plumbline.engine.measure.heads;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a run has to return, and what has to be switched on for it.
 *
 * @param outputs the outputs
 * @param switches the inputs that have to be true
 */
public record Asked(Set<String> outputs, Set<String> switches) {

  /**
   * Says what the heads of some layers have to give in a run.
   *
   * @param run the run
   * @param layers the layers, with the figures that are needed of them
   */
  public static Asked of(HeadRun run, List<MeasuredLayer> layers) {
    Asked asked = new Asked(new LinkedHashSet<>(), new LinkedHashSet<>());
    for (MeasuredLayer layer : layers) {
      for (Head head : Heads.of(layer.tap().figures())) {
        for (Head.Part part : head.parts(run, layer)) {
          part.outputs().forEach(output -> asked.outputs.add(layer.value(output)));
          part.condition().ifPresent(on -> asked.switches.add(HeadBuilder.ADDED + on));
        }
      }
    }
    return asked;
  }

  /** Tells whether a head that depends on a switch is switched on. */
  boolean switchesOn(Head head) {
    return head.switches().stream().map(HeadBuilder.ADDED::concat).anyMatch(switches::contains);
  }

  /** Tells whether a run returns nothing of any layer. */
  public boolean isNothing() {
    return outputs.isEmpty();
  }
}
