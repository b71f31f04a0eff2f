package dev.plumbline.engine.checkpoint.backbone;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.Initializer;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The families of networks that are known. */
public final class Backbones {

  private static final List<Backbone> KNOWN = List.of(new UnetBackbone());

  private Backbones() {}

  /**
   * Chooses the family that a graph's network is of: the one of whose layers most weights and nodes
   * are named.
   *
   * @param index the graph
   * @return the family; U-Nets where no layer of any is named, since what is missing is then said
   *     in their terms
   */
  public static Backbone of(GraphIndex index) {
    return of(index, KNOWN);
  }

  static Backbone of(GraphIndex index, List<Backbone> families) {
    if (families.size() == 1) {
      return families.get(0);
    }
    // sorted in a stable way: of equals, the first
    return families.stream()
        .sorted(Comparator.comparingLong((Backbone family) -> -named(index, family.naming())))
        .findFirst()
        .orElseThrow();
  }

  private static long named(GraphIndex index, LayerNaming naming) {
    Pattern layer = Pattern.compile("(?<!\\w)(?:" + naming.layers() + ")(?![A-Za-z0-9])");
    return Stream.concat(
            index.initializers().stream().map(Initializer::name),
            index.nodes().stream()
                .flatMap(node -> Stream.of(node.name(), node.nameScopes().orElse(""))))
        .map(name -> name.replace('/', '.'))
        .filter(name -> layer.matcher(name).find())
        .count();
  }
}
