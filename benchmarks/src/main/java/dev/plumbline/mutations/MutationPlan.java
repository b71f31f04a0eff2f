package dev.plumbline.mutations;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import java.io.IOException;
import java.util.List;

/**
 * The mutations of a network: every kind at every part, of tensors and modules that are drawn. The
 * same network and seed have the same mutations.
 */
final class MutationPlan {

  private MutationPlan() {}

  /**
   * Thinks them up.
   *
   * @param network the network
   * @param seed what is drawn by
   */
  static List<Mutation> of(Network network, long seed) throws IOException {
    List<String> blocks =
        LayerLocator.locate(GraphIndex.read(network.unet())).layers().stream()
            .map(layer -> layer.layer().block())
            .distinct()
            .toList();
    MutationList list = new MutationList(Weights.read(network.unet()).parameters(), blocks, seed);
    list.parts().forEach(part -> Damage.add(list, part));
    FileDamage.add(list);
    Harmless.add(list, network.reexports());
    return list.mutations();
  }
}
