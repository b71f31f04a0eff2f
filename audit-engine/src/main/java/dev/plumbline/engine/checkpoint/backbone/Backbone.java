package dev.plumbline.engine.checkpoint.backbone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A family of networks: all that is known of its members before one of them is looked at. What
 * holds of a single checkpoint is read from its files with this knowledge.
 *
 * <p>A further family is a further implementation, listed in {@link Backbones}.
 */
public interface Backbone {

  /** Returns what the family's modules are called, and which of them are layers. */
  LayerNaming naming();

  /**
   * Tells the inputs and the output of a graph apart.
   *
   * @param index the graph
   * @throws dev.plumbline.engine.plan.UserError if an input is missing, cannot be told apart or has
   *     an unusable type, or if the graph needs an input that nothing supplies; the message names
   *     it
   */
  NetworkInterface network(GraphIndex index);

  /**
   * Says how large the representations of layers are, as far as that follows from the files.
   *
   * @param index the graph
   * @param layers all layers of the network
   * @param config gives a value of the network's {@code config.json}, a missing node where there is
   *     none
   * @return a size for each of the layers
   */
  Map<LayerName, LayerSize> sizes(
      GraphIndex index, Collection<LayerName> layers, Function<String, JsonNode> config);

  /**
   * Tells whether a layer is an attention, which is worth showing beside what blocks return.
   *
   * @param layer a layer of the network
   */
  boolean isAttention(LayerName layer);

  /** Returns which windows of the latents the control of a network is made of. */
  ControlWindows controlWindows();

  /**
   * Says what is to be done about a graph whose modules have names by which the family is known,
   * but by which its layers are not.
   *
   * @param index a graph in which no layer was found
   * @return what stands behind the file's name in a message; empty if there are no such names
   */
  Optional<String> foreignNaming(GraphIndex index);
}
