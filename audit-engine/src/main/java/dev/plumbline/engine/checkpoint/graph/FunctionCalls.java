package dev.plumbline.engine.checkpoint.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which functions of a model call which. ONNX Runtime puts in place of every call what it runs
 * while it makes a session, which nothing can end: functions that call others twice, which call
 * others twice, come to more nodes than any machine holds.
 */
final class FunctionCalls {

  private final Map<GraphIndex.Function, List<GraphIndex.Function>> bodies = new HashMap<>();
  private final Map<GraphIndex.Function, Long> sizes = new HashMap<>();

  private static GraphIndex.Function called(GraphNode node) {
    return new GraphIndex.Function(node.domain(), node.opType());
  }

  /** Takes a function and all nodes in it, those of subgraphs too. */
  void add(GraphIndex.Function function, Collection<GraphNode> nodes) {
    bodies.put(function, nodes.stream().map(FunctionCalls::called).toList());
  }

  /** Refuses what would not end, or come to too much. */
  void check(Collection<GraphNode> nodes) throws InvalidProtocolBufferException {
    if (bodies.isEmpty()) {
      return;
    }
    long all = 0;
    for (GraphNode node : nodes) {
      all = sum(all, size(called(node), 0));
    }
    if (all > GraphLimits.CALLED_NODES) {
      throw GraphLimits.tooMuch(
          "functions that call one another so often that they come to more than "
              + GraphLimits.CALLED_NODES
              + " nodes");
    }
  }

  /** Returns how many nodes come in place of a call; 1 of what is no function of the model's. */
  private long size(GraphIndex.Function called, int depth) throws InvalidProtocolBufferException {
    List<GraphIndex.Function> body = bodies.get(called);
    if (body == null) {
      return 1;
    }
    if (sizes.containsKey(called)) {
      return sizes.get(called);
    }
    if (depth == GraphLimits.CALL_DEPTH) { // in a circle, too
      throw GraphLimits.tooMuch(
          "functions that call one another more than "
              + GraphLimits.CALL_DEPTH
              + " deep, among them "
              + called.name());
    }
    long size = 0;
    for (GraphIndex.Function inner : body) {
      size = sum(size, size(inner, depth + 1));
    }
    sizes.put(called, size);
    return size;
  }

  private static long sum(long one, long other) {
    return Math.min(one + other, Long.MAX_VALUE / 2);
  }
}
