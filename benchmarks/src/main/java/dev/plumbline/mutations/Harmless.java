package dev.plumbline.mutations;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.plumbline.common.Folders;
import dev.plumbline.mutations.Mutation.Conditions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Thinks up changes that should do no harm. Whether they do none is measured like any harm. */
final class Harmless {

  private static final int BFLOAT16_DIGITS = 8;
  private static final Map<Double, Integer> JITTERS = Map.of(1e-4, 20, 3e-5, 10, 1e-5, 10);
  private static final int ORDERS = 10;
  private static final int SEEDS = 20;
  private static final int HALVES = 20;

  private Harmless() {}

  /**
   * Adds them.
   *
   * @param list the list
   * @param reexports folders with other exports of the same network
   */
  static void add(MutationList list, List<Path> reexports) {
    MutationList.Edit half = (of, w, r) -> Edits.each(w, of, Formats::half);
    list.everywhere(MutationKind.ROUNDED, "to float16", half);
    for (String part : list.parts()) {
      list.add(MutationKind.ROUNDED, part, "to float16: all of " + part, list.all(part), half);
    }
    list.everywhere(
        MutationKind.ROUNDED,
        "to bfloat16",
        (of, w, r) ->
            Edits.each(w, of, value -> Formats.round(value, BFLOAT16_DIGITS, Float.MIN_EXPONENT)));
    JITTERS.forEach((size, draws) -> jitter(list, size, draws));
    for (int i = 1; i <= ORDERS; i++) {
      list.everywhere(MutationKind.REORDERED, "draw " + i, (of, w, r) -> w.reorder(r));
    }
    reexport(list, reexports);
    for (int i = 1; i <= SEEDS; i++) {
      long seed = Conditions.SEED + i;
      list.conditions(MutationKind.OTHER_SEED, "seed " + seed, new Conditions(seed, 0));
    }
    for (int i = 1; i <= HALVES; i++) {
      list.conditions(
          MutationKind.FRESH_SCENES, "halves, draw " + i, new Conditions(Conditions.SEED, i));
    }
  }

  private static void jitter(MutationList list, double size, int draws) {
    for (int i = 1; i <= draws; i++) {
      list.everywhere(
          MutationKind.JITTERED,
          size + ", draw " + i,
          (of, w, r) -> Edits.each(w, of, value -> value * (1 + size * r.nextGaussian())));
    }
  }

  private static void reexport(MutationList list, List<Path> reexports) {
    list.files(
        MutationKind.REEXPORTED,
        "weights beside the graph",
        (parent, copy) -> FileEdits.externalise(copy.resolve(Network.UNET)));
    for (OptLevel level : List.of(OptLevel.BASIC_OPT, OptLevel.EXTENDED_OPT)) {
      list.files(
          MutationKind.REEXPORTED,
          "optimised by ONNX Runtime, " + level,
          (parent, copy) -> FileEdits.optimise(copy.resolve(Network.UNET), level));
    }
    for (Path export : reexports) {
      list.files(
          MutationKind.REEXPORTED,
          export.getFileName().toString(),
          (parent, copy) -> {
            Path unet = copy.resolve(Network.UNET);
            Files.delete(unet);
            Folders.copy(export, unet.getParent());
          });
    }
  }
}
