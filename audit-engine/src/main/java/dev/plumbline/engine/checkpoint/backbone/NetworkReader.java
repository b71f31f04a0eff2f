package dev.plumbline.engine.checkpoint.backbone;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.plan.SizeLimits;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Tells what a network is fed and what it returns, by the signature of its family. */
final class NetworkReader {

  private final Signature signature;

  NetworkReader(Signature signature) {
    this.signature = signature;
  }

  /**
   * Tells a network's inputs apart, by their names and where those are not the usual ones by rank
   * and element type.
   *
   * @param index the graph
   * @param sampleChannels the channels that weights say the sample has, where the graph leaves them
   *     open
   * @param predictedChannels those of the prediction, likewise
   */
  NetworkInterface read(
      GraphIndex index, OptionalInt sampleChannels, OptionalInt predictedChannels) {
    Set<String> consumed =
        index.nodes().stream()
            .flatMap(node -> Stream.concat(node.inputs().stream(), node.captured().stream()))
            .collect(Collectors.toUnmodifiableSet());
    Map<Boolean, List<GraphValue>> inputs =
        index.requiredInputs().stream()
            .collect(Collectors.partitioningBy(input -> consumed.contains(input.name())));
    InputClassifier classifier = InputClassifier.of(signature, index, inputs.get(true));
    Map<InputRole, GraphValue> found = classifier.found();
    found.values().forEach(value -> checkSizes(index, value));
    classifier.residuals().forEach(value -> checkSizes(index, value));
    return new NetworkInterface(
        withChannels(found.get(InputRole.SAMPLE), sampleChannels),
        found.get(InputRole.TIMESTEP),
        found.get(InputRole.PROMPT),
        Optional.ofNullable(found.get(InputRole.POOLED_PROMPT)),
        Optional.ofNullable(found.get(InputRole.TIME_IDS)),
        Optional.ofNullable(found.get(InputRole.GUIDANCE)),
        classifier.residuals(),
        withChannels(prediction(index), predictedChannels),
        inputs.get(false));
  }

  private static void checkSizes(GraphIndex index, GraphValue value) {
    long[] fixed =
        value.dims().orElse(List.of()).stream()
            .filter(size -> size != GraphValue.DYNAMIC)
            .mapToLong(Long::longValue)
            .toArray();
    if (!LongStream.of(fixed).allMatch(SizeLimits::isSize) || SizeLimits.areTooMany(fixed)) {
      throw new UserError(
          String.format(
              "%s declares %s, which is more than anything takes. Export the U-Net again.",
              index.file(), value));
    }
  }

  private static GraphValue withChannels(GraphValue value, OptionalInt channels) {
    if (channels.isEmpty()
        || value.dims().isEmpty()
        || NetworkInterface.fixed(value, 1).isPresent()) {
      return value;
    }
    List<Long> dims = new ArrayList<>(value.dims().get());
    dims.set(1, (long) channels.getAsInt());
    return new GraphValue(value.name(), value.elementType(), Optional.of(dims));
  }

  private GraphValue prediction(GraphIndex index) {
    List<GraphValue> outputs =
        index.outputs().stream().filter(output -> output.mayHaveRank(4)).toList();
    outputs.forEach(value -> checkSizes(index, value));
    for (String name : signature.outputs()) {
      for (GraphValue output : outputs) {
        if (InputRule.plainName(output.name()).equals(name)) {
          return output;
        }
      }
    }
    if (outputs.size() != 1) {
      throw new UserError(
          String.format(
              "%s has no output that is clearly the predicted noise [N,C,h,w]: its outputs are %s."
                  + " Export the %s with the output name %s.",
              index.file(), index.outputs(), signature.network(), signature.outputs().get(0)));
    }
    return outputs.get(0);
  }
}
