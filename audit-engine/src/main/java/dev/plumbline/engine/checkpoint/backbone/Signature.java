package dev.plumbline.engine.checkpoint.backbone;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How exporters call the inputs and the output of a family of networks.
 *
 * @param network what messages call a network of the family
 * @param inputs the inputs that can be supplied, in the order in which names are looked for
 * @param required the roles that every graph of the family has, in the order in which inputs of
 *     unusual names are told by their shapes
 * @param residual part of the names of what ControlNets and adapters add inside the network
 * @param foreign what inputs are for that nothing supplies, by their names
 * @param outputs the names that the prediction may have, the usual one first
 */
record Signature(
    String network,
    List<InputRule> inputs,
    List<InputRole> required,
    String residual,
    Map<String, String> foreign,
    List<String> outputs) {

  Signature {
    inputs = List.copyOf(inputs);
    required = List.copyOf(required);
    foreign = Map.copyOf(foreign);
    outputs = List.copyOf(outputs);
  }

  /** Returns what is known of inputs of a role; empty if the family has none. */
  Optional<InputRule> rule(InputRole role) {
    return inputs.stream().filter(rule -> rule.role() == role).findFirst();
  }

  /** Returns how many roles go by a name. */
  long rolesCalled(String name) {
    return inputs.stream().filter(rule -> rule.names().contains(name)).count();
  }
}
