package dev.plumbline.engine.checkpoint.backbone;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the modules of a family of networks are called, and how the output of a layer is found from
 * the names of its weights.
 *
 * @param network what messages call a network of the family: {@code U-Net}
 * @param layers what the dotted path of a layer looks like, seen from the network itself; without
 *     groups that capture
 * @param anchors the parameters of a layer's last operator, best first
 * @param whole how the path of a block begins that only a whole network has, and nothing else that
 *     a graph may hold beside it, such as a ControlNet; empty if there is no such block
 * @param modules the top-level modules, for messages
 * @param exampleNode how the name of a node in a layer begins, for messages
 * @param exampleWeight the name of a weight in a layer, for messages
 */
public record LayerNaming(
    String network,
    Pattern layers,
    List<Anchor> anchors,
    String whole,
    String modules,
    String exampleNode,
    String exampleWeight) {

  /** Copies the list. */
  public LayerNaming {
    anchors = List.copyOf(anchors);
  }

  /**
   * A parameter of the last operator that a layer has of its own.
   *
   * @param parameter its path in the layer, with its dot: {@code .conv2.weight}
   * @param residual whether what the operator returns goes into a residual sum, which is then the
   *     layer's output
   */
  public record Anchor(String parameter, boolean residual) {}
}
