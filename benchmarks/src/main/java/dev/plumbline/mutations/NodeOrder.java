package dev.plumbline.mutations;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws an order in which the nodes of a graph can run. */
final class NodeOrder {

  private NodeOrder() {}

  /** Returns the nodes in another order, each behind those whose outputs it uses. */
  static List<NodeProto> shuffled(List<NodeProto> nodes, SplittableRandom random) {
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).getOutputList()) {
        producers.put(output, i);
      }
    }
    int[] waits = new int[nodes.size()];
    List<List<Integer>> followers = new ArrayList<>();
    nodes.forEach(node -> followers.add(new ArrayList<>()));
    List<Integer> ready = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Set<Integer> sources = new HashSet<>();
      for (String input : nodes.get(i).getInputList()) {
        if (producers.containsKey(input)) {
          sources.add(producers.get(input));
        }
      }
      waits[i] = sources.size();
      int node = i;
      sources.forEach(source -> followers.get(source).add(node));
      if (sources.isEmpty()) {
        ready.add(i);
      }
    }
    List<NodeProto> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      int next = ready.remove(random.nextInt(ready.size()));
      order.add(nodes.get(next));
      for (int follower : followers.get(next)) {
        if (--waits[follower] == 0) {
          ready.add(follower);
        }
      }
    }
    return order;
  }
}
