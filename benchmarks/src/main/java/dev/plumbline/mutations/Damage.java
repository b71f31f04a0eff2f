package dev.plumbline.mutations;

import dev.plumbline.mutations.MutationList.Edit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Thinks up what can happen to the weights of one part of a network. */
final class Damage {

  private static final double[] FACTORS = {4, 1.5, 0.25};
  private static final double[] NOISES = {0.5, 0.1};

  /** How large a change of low rank is, as a part of the weights that it was merged into. */
  private static final double LORA = 0.3;

  private final MutationList list;
  private final String part;

  private Damage(MutationList list, String part) {
    this.list = list;
    this.part = part;
  }

  /** Adds damage of every kind. */
  static void add(MutationList list, String part) {
    Damage damage = new Damage(list, part);
    damage.values();
    damage.merges();
    damage.norms();
    damage.orders();
    damage.formats();
    damage.cuts();
    damage.mistaken();
    damage.swapped();
  }

  private void values() {
    everySize(MutationKind.ZEROED, "zero", (of, w, r) -> Edits.each(w, of, value -> 0));
    for (double factor : FACTORS) {
      everySize(
          MutationKind.SCALED,
          "times " + factor,
          (of, w, r) -> Edits.each(w, of, value -> value * factor));
    }
    everySize(MutationKind.NEGATED, "negated", (of, w, r) -> Edits.each(w, of, value -> -value));
    for (double size : NOISES) {
      everySize(MutationKind.NOISED, "noise of " + size, (of, w, r) -> Edits.noise(w, of, size, r));
    }
    everySize(MutationKind.FOREIGN, "redrawn", (of, w, r) -> Edits.redraw(w, of, r));
  }

  /** Adds the change of one tensor, of all of one layer's module, and of all of the part. */
  private void everySize(MutationKind kind, String what, Edit edit) {
    Parameter tensor = list.draw(list.weights(part));
    list.add(kind, part, what + ": " + MutationList.name(tensor), List.of(tensor), edit);
    List<String> layers = list.all(part).stream().map(Parameter::layer).distinct().toList();
    if (layers.size() > 1) {
      String layer = list.draw(layers);
      list.add(kind, part, what + ": all of " + layer, layer(layer), edit);
    }
    list.add(kind, part, what + ": all of " + part, list.all(part), edit);
  }

  /** The parent is what the change was rightly merged into, so it is once more, or twice less. */
  private void merges() {
    List<Parameter> all = list.weights(part);
    list.add(
        MutationKind.LORA,
        part,
        "merged twice: " + part,
        all,
        (of, w, r) -> Edits.lowRank(w, of, LORA, r));
    list.add(
        MutationKind.LORA,
        part,
        "merged with the wrong sign: " + part,
        all,
        (of, w, r) -> Edits.lowRank(w, of, -2 * LORA, r));
  }

  private void norms() {
    List<Parameter> norms = list.of(part, parameter -> parameter.role().isNorm());
    if (norms.isEmpty()) {
      return;
    }
    String module = list.draw(norms).module();
    List<Parameter> one = list.of(part, parameter -> parameter.module().equals(module));
    Edit asNew = (of, w, r) -> Edits.redraw(w, of, r);
    list.add(MutationKind.NORMS_LOST, part, "as new: " + module, one, asNew);
    list.add(MutationKind.NORMS_LOST, part, "as new: all of " + part, norms, asNew);
    list.add(
        MutationKind.NORMS_LOST,
        part,
        "zero: " + module,
        one,
        (of, w, r) -> Edits.each(w, of, value -> 0));
  }

  private void orders() {
    single(MutationKind.PERMUTED, "outputs of ", list.weights(part), Edits::permuteOutputs);
    List<Parameter> matrices = list.of(part, parameter -> parameter.role().isWeight());
    single(MutationKind.PERMUTED, "inputs of ", matrices, Edits::permuteInputs);
    single(
        MutationKind.TRANSPOSED,
        "",
        list.of(part, Parameter::isSquare),
        (weights, parameter, random) -> Edits.transpose(weights, parameter));
  }

  private interface SingleEdit {
    void edit(Weights weights, Parameter parameter, SplittableRandom random);
  }

  private void single(MutationKind kind, String what, List<Parameter> from, SingleEdit edit) {
    if (!from.isEmpty()) {
      Parameter drawn = list.draw(from);
      list.add(
          kind,
          part,
          what + MutationList.name(drawn),
          List.of(drawn),
          (of, w, r) -> edit.edit(w, drawn, r));
    }
  }

  private void formats() {
    Parameter tensor = list.draw(list.weights(part));
    String name = MutationList.name(tensor);
    List<Parameter> one = List.of(tensor);
    List<Parameter> all = list.weights(part);
    MutationKind half = MutationKind.FLOAT16_OVERFLOW;
    list.add(half, part, "infinite: " + name, one, (of, w, r) -> Formats.overflow(w, of, 4));
    list.add(half, part, "saturated: " + part, all, (of, w, r) -> Formats.saturate(w, of, 4));
    list.add(half, part, "underflow: " + part, all, (of, w, r) -> Formats.underflow(w, of, 1));
    MutationKind whole = MutationKind.QUANTISED;
    list.add(whole, part, "too coarse: " + name, one, (of, w, r) -> Formats.quantise(w, of, 32));
    list.add(whole, part, "cut off: " + part, all, (of, w, r) -> Formats.quantise(w, of, 0.1));
    list.add(
        whole, part, "the neighbours' scales: " + part, all, (of, w, r) -> Formats.misplace(w, of));
  }

  private void cuts() {
    Parameter tensor = list.draw(list.weights(part));
    MutationKind kind = MutationKind.HALF_WRITTEN;
    list.add(
        kind,
        part,
        "half of " + MutationList.name(tensor),
        List.of(tensor),
        (of, w, r) -> Edits.cutTail(w, of, 0.5));
    List<Parameter> all = list.all(part);
    String last = all.get(all.size() - 1).layer();
    list.add(kind, part, "nothing of " + last, layer(last), (of, w, r) -> Edits.cutTail(w, of, 1));
  }

  /** A tensor has the values of another one of the same shape, as where keys are mixed up. */
  private void mistaken() {
    Parameter tensor = list.draw(list.weights(part));
    List<Parameter> like = list.of(part, other -> !other.equals(tensor) && other.isLike(tensor));
    if (!like.isEmpty()) {
      Parameter other = list.draw(like);
      list.add(
          MutationKind.FOREIGN,
          part,
          "that of " + MutationList.name(other) + ": " + MutationList.name(tensor),
          List.of(tensor),
          (of, w, r) -> w.set(tensor, w.values(other)));
    }
  }

  private void swapped() {
    String mine = list.draw(list.all(part)).layer();
    List<String> shape = shape(mine);
    Set<String> others = new LinkedHashSet<>();
    list.parameters().forEach(parameter -> others.add(parameter.layer()));
    List<String> alike =
        others.stream().filter(other -> !other.equals(mine) && shape(other).equals(shape)).toList();
    if (!alike.isEmpty()) {
      list.swap(layer(mine), layer(list.draw(alike)));
    }
  }

  private List<Parameter> layer(String layer) {
    return list.parameters().stream().filter(p -> p.layer().equals(layer)).toList();
  }

  private List<String> shape(String layer) {
    return layer(layer).stream()
        .map(p -> p.module().substring(layer.length()) + p.role() + p.dims())
        .toList();
  }
}
