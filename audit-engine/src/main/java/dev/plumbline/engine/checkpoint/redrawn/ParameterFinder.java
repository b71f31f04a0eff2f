package dev.plumbline.engine.checkpoint.redrawn;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.engine.checkpoint.graph.ConstantValues;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Parameter;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Start;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a graph's parameters by how its operators use constants. Nothing is guessed: a constant of
 * many numbers that is neither a parameter of a known kind nor plainly a setting is refused, since
 * a control with trained weights in it would be none.
 */
final class ParameterFinder {

  private static final Set<String> QUANTISERS = Set.of("QuantizeLinear", "DequantizeLinear");

  /** What may write an input with a table: the frequencies of the timestep's embedding, say. */
  private static final Set<String> INPUT_WRITERS = Set.of("Add", "Sub", "Mul", "Div", "Concat");

  private final GraphIndex index;
  private final GraphProto graph;
  private final ConstantValues constants;
  private final Normalised normalised;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, String> users = new HashMap<>();
  private final Map<String, String> settings = new HashMap<>();

  /** The values that follow from the inputs and from parameters, not from the inputs alone. */
  private final Set<String> learned = new HashSet<>();

  ParameterFinder(GraphIndex index, GraphProto graph) {
    this.index = index;
    this.graph = graph;
    this.constants = new ConstantValues(graph);
    this.normalised = new Normalised(constants);
  }

  List<Parameter> find() {
    if (graph.getSparseInitializerCount() > 0) {
      throw refusal(graph.getSparseInitializer(0).getValues().getName(), "is a sparse tensor");
    }
    graph.getNodeList().forEach(this::visit);
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (parameters.containsKey(setting.getKey())) {
        throw refusal(
            setting.getKey(),
            "is a parameter of "
                + users.get(setting.getKey())
                + " and a setting of "
                + setting.getValue());
      }
    }
    if (parameters.isEmpty()) {
      throw new UserError(
          index.file()
              + " has no weights that could be redrawn for a control: no operator has any.");
    }
    return new ArrayList<>(parameters.values());
  }

  private void visit(NodeProto node) {
    if (QUANTISERS.contains(node.getOpType())) {
      throw new UserError(
          index.file()
              + " is quantised ("
              + label(node)
              + "): its scales are set for the trained weights and would cut off drawn ones. Give"
              + " the export in floating point, or leave out audit.control.");
    }
    if (node.getOutputList().stream().anyMatch(constants::isConstant)) {
      return; // part of a constant, which is looked at where it is used
    }
    refuseWhatSubgraphsHold(node);
    boolean afterParameters = node.getInputList().stream().anyMatch(learned::contains);
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      if (constants.isConstant(input)) {
        afterParameters |= use(node, i, input, afterParameters);
      }
    }
    if (afterParameters) {
      learned.addAll(node.getOutputList());
    }
  }

  /** Takes one use of a constant, and returns whether it is a parameter's. */
  private boolean use(NodeProto node, int input, String value, boolean afterParameters) {
    Optional<ParameterRole> role = ParameterRole.of(node, input);
    if (role.isPresent() && role.get() != ParameterRole.SETTING) {
      add(node, role.get(), value);
      return true;
    }
    if (!constants.hasManyNumbers(value)) {
      return false;
    }
    boolean writesAnInput = !afterParameters && INPUT_WRITERS.contains(node.getOpType());
    if (role.isPresent() || writesAnInput) {
      constants.sourcesOf(value).forEach(source -> settings.put(source, label(node)));
      return false;
    }
    add(node, elementwiseRole(node, input, value), value);
    return true;
  }

  private ParameterRole elementwiseRole(NodeProto node, int input, String value) {
    if (node.getInputCount() == 2) {
      String other = node.getInput(1 - input);
      if (node.getOpType().equals("Mul") && normalised.isNormalised(other)) {
        return ParameterRole.SCALE;
      }
      if (node.getOpType().equals("Add") && isVector(value)) {
        return ParameterRole.BIAS;
      }
    }
    throw refusal(
        value,
        "is used by " + label(node) + ", and nothing says how it would begin before training");
  }

  /** A table that is added may hold anything; a number for each channel is a bias. */
  private boolean isVector(String value) {
    String stored = constants.stored(value).orElse(value);
    return constants
        .form(stored)
        .map(form -> form.dims().stream().filter(dim -> dim > 1).count() <= 1)
        .orElse(false);
  }

  private void add(NodeProto node, ParameterRole role, String value) {
    String target = constants.stored(value).orElse(value);
    ConstantValues.Form form =
        constants.form(target).orElseThrow(() -> refusal(value, unknownForm(node)));
    long fanIn = 0;
    if (role.isDrawn()) {
      List<Long> dims =
          constants.form(value).orElseThrow(() -> refusal(value, unknownForm(node))).dims();
      fanIn = dims.isEmpty() ? 0 : role.fanIn(node, dims);
      if (fanIn < 1) {
        throw refusal(
            value, "has the dimensions " + dims + ", which " + label(node) + " cannot use");
      }
    }
    if (FloatEncoding.of(form.type()).isEmpty()) {
      throw refusal(value, "is of type " + form.type() + " and used by " + label(node));
    }
    Parameter parameter = new Parameter(target, form.dims(), form.type(), start(role), fanIn);
    Parameter known = parameters.putIfAbsent(target, parameter);
    if (known == null) {
      users.put(target, label(node));
    } else if (!known.equals(parameter)) {
      throw refusal(
          target,
          "is shared by " + users.get(target) + " and " + label(node) + ", and begins differently");
    }
  }

  private static String unknownForm(NodeProto node) {
    return "is computed, and its size for " + label(node) + " cannot be told without running it";
  }

  private static Start start(ParameterRole role) {
    return switch (role) {
      case KERNEL, MATRIX, LEFT_MATRIX -> Start.DRAWN;
      case SCALE -> Start.ONE;
      case BIAS, OFFSET -> Start.ZERO;
      case SETTING -> throw new IllegalArgumentException("A setting is no parameter");
    };
  }

  /** What happens in a subgraph is not followed. */
  private void refuseWhatSubgraphsHold(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      List<GraphProto> inner = new ArrayList<>(attribute.getGraphsList());
      if (attribute.hasG()) {
        inner.add(attribute.getG());
      }
      for (GraphProto subgraph : inner) {
        for (String name : numbersIn(subgraph)) {
          throw refusal(name, "is used in a branch or loop, " + label(node));
        }
      }
    }
  }

  private Set<String> numbersIn(GraphProto subgraph) {
    ConstantValues own = new ConstantValues(subgraph);
    Set<String> numbers = new LinkedHashSet<>();
    for (TensorProto tensor : subgraph.getInitializerList()) {
      if (own.hasManyNumbers(tensor.getName())) {
        numbers.add(tensor.getName());
      }
    }
    for (NodeProto node : subgraph.getNodeList()) {
      node.getInputList().stream().filter(constants::hasManyNumbers).forEach(numbers::add);
      node.getOutputList().stream().filter(own::hasManyNumbers).forEach(numbers::add);
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG()) {
          numbers.addAll(numbersIn(attribute.getG()));
        }
        attribute.getGraphsList().forEach(deeper -> numbers.addAll(numbersIn(deeper)));
      }
    }
    return numbers;
  }

  private UserError refusal(String value, String why) {
    return new UserError(
        index.file()
            + " cannot have a control of random weights: its constant '"
            + value
            + "' "
            + why
            + ". Leave out audit.control, or give the plain export of the U-Net.");
  }

  private static String label(NodeProto node) {
    return node.getName().isEmpty()
        ? node.getOpType() + " -> " + String.join(", ", node.getOutputList())
        : node.getOpType() + " " + node.getName();
  }
}
