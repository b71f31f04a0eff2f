package dev.plumbline.mutations;

import dev.plumbline.mutations.Mutation.Conditions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Mutations of a network that is being thought up, and what they are drawn from. */
final class MutationList {

  private final List<Parameter> parameters;
  private final List<String> blocks;
  private final SplittableRandom random;
  private final Map<String, Mutation> mutations = new LinkedHashMap<>();

  /** A change of weights. */
  interface Edit {
    /**
     * Changes weights.
     *
     * @param of the tensors that are changed
     * @param weights the copy that they are changed in
     * @param random what is drawn for it
     */
    void edit(List<Parameter> of, Weights weights, SplittableRandom random);
  }

  /**
   * Begins an empty list.
   *
   * @param parameters the network's trained tensors
   * @param blocks the blocks in which layers are located, in the order of the data flow
   * @param seed what is drawn by
   */
  MutationList(List<Parameter> parameters, List<String> blocks, long seed) {
    this.parameters = List.copyOf(parameters);
    this.blocks = List.copyOf(blocks);
    random = new SplittableRandom(seed);
  }

  List<Mutation> mutations() {
    return new ArrayList<>(mutations.values());
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** Returns the parts of the network in the order in which its tensors are used. */
  List<String> parts() {
    return parameters.stream().map(Parameter::part).distinct().toList();
  }

  /** Returns the tensors of a part for which something holds. */
  List<Parameter> of(String part, Predicate<Parameter> which) {
    return parameters.stream()
        .filter(parameter -> parameter.part().equals(part))
        .filter(which)
        .collect(Collectors.toList());
  }

  List<Parameter> all(String part) {
    return of(part, parameter -> true);
  }

  /** Returns what inputs are multiplied with in a part; all of it where there is no such thing. */
  List<Parameter> weights(String part) {
    List<Parameter> found = of(part, parameter -> parameter.role().isWeight());
    return found.isEmpty() ? all(part) : found;
  }

  <T> T draw(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Adds a change of some tensors of a part. Of none there is no change. */
  void add(MutationKind kind, String part, String what, List<Parameter> of, Edit edit) {
    if (!of.isEmpty()) {
      put(kind, part, what, Set.of(block(part)), writer(of, edit), Conditions.SAME);
    }
  }

  /** Adds a change of all tensors, which has no one place. */
  void everywhere(MutationKind kind, String what, Edit edit) {
    files(kind, what, writer(parameters, edit));
  }

  /** Adds a change of files, which has no one place. */
  void files(MutationKind kind, String what, Mutation.Writer writer) {
    put(kind, Mutation.ALL, what, Set.of(), writer, Conditions.SAME);
  }

  /** Adds the parent itself, run in another way. */
  void conditions(MutationKind kind, String what, Conditions conditions) {
    put(kind, Mutation.ALL, what, Set.of(), (parent, copy) -> {}, conditions);
  }

  /** Adds an exchange of two layers' weights. */
  void swap(List<Parameter> one, List<Parameter> other) {
    String part = one.get(0).part();
    put(
        MutationKind.SWAPPED,
        part,
        one.get(0).layer() + " and " + other.get(0).layer(),
        Set.of(first(block(part), block(other.get(0).part()))),
        writer(one, (of, weights, drawn) -> Edits.swap(weights, of, other)),
        Conditions.SAME);
  }

  private String first(String one, String other) {
    return blocks.indexOf(one) <= blocks.indexOf(other) ? one : other;
  }

  /** Draws now what the edit draws by, so that it is the same whenever it is made. */
  private Mutation.Writer writer(List<Parameter> of, Edit edit) {
    long seed = random.nextLong();
    return (parent, copy) -> {
      Weights weights = Weights.read(parent.resolve(Network.UNET));
      edit.edit(of, weights, new SplittableRandom(seed));
      weights.write(copy.resolve(Network.UNET));
    };
  }

  /** What was drawn before is not added again. */
  private void put(
      MutationKind kind,
      String part,
      String what,
      Set<String> culprits,
      Mutation.Writer writer,
      Conditions conditions) {
    String id =
        (kind.label() + "-" + part + "-" + what)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9.]+", "-");
    mutations.putIfAbsent(id, new Mutation(id, kind, part, what, culprits, writer, conditions));
  }

  /**
   * Returns the block in which damage of a part shows first: the part itself, or where that has no
   * layer, the first block that reads what it puts out.
   */
  private String block(String part) {
    return switch (part) {
      case "time_embedding" ->
          blocks.stream()
              .filter(block -> block.startsWith("down_blocks"))
              .findFirst()
              .orElseThrow();
      case "conv_norm_out" -> "conv_out";
      default -> part;
    };
  }

  static String name(Parameter parameter) {
    return parameter.module() + " " + parameter.role().name().toLowerCase(Locale.ROOT);
  }
}
