package dev.plumbline.engine.checkpoint.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the nodes of a graph can run in some order: whether none needs what comes of itself. */
final class NodeOrder {

  /** Of a value that several nodes make, the last. */
  private final Map<String, Integer> makers = new HashMap<>();

  private final Map<String, List<Integer>> users = new HashMap<>();
  private final int[] open;

  private NodeOrder(List<GraphNode> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).outputs()) {
        makers.put(output, i);
      }
    }
    makers.remove("");
    open = new int[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      for (List<String> values : List.of(nodes.get(i).inputs(), nodes.get(i).captured())) {
        for (String value : values) {
          if (makers.containsKey(value)) {
            users.computeIfAbsent(value, v -> new ArrayList<>(2)).add(i);
            open[i]++;
          }
        }
      }
    }
  }

  /** Returns a node of a circle, if there is one. */
  static Optional<GraphNode> circle(List<GraphNode> nodes) {
    return new NodeOrder(nodes).left(nodes);
  }

  private Optional<GraphNode> left(List<GraphNode> nodes) {
    Deque<Integer> ready = new ArrayDeque<>();
    for (int i = 0; i < open.length; i++) {
      if (open[i] == 0) {
        ready.add(i);
      }
    }
    while (!ready.isEmpty()) {
      Integer done = ready.remove();
      for (String output : nodes.get(done).outputs()) {
        if (done.equals(makers.get(output))) {
          List<Integer> waiting = users.getOrDefault(output, List.of());
          waiting.stream().filter(user -> --open[user] == 0).forEach(ready::add);
          users.remove(output);
        }
      }
    }
    for (int i = 0; i < open.length; i++) {
      if (open[i] > 0) {
        return Optional.of(nodes.get(i));
      }
    }
    return Optional.empty();
  }
}
