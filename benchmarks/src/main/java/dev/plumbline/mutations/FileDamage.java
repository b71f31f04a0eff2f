package dev.plumbline.mutations;

import java.io.IOException;
import java.nio.file.Path;

/** Thinks up what can happen to the files of a pipeline. */
final class FileDamage {

  private static final double[] WRITTEN = {0.1, 0.5, 0.9, 0.999};

  private FileDamage() {}

  /** Adds files that were half written, and wrong noise schedules. */
  static void add(MutationList list) {
    for (double part : WRITTEN) {
      list.files(
          MutationKind.HALF_WRITTEN,
          "the file ends after " + part,
          (parent, copy) -> FileEdits.truncate(copy.resolve(Network.UNET), part));
      list.files(
          MutationKind.HALF_WRITTEN,
          "weights beside the graph end after " + part,
          (parent, copy) -> FileEdits.truncate(weightsBeside(copy), part));
      list.files(
          MutationKind.HALF_WRITTEN,
          "weights beside the graph are zero after " + part,
          (parent, copy) -> FileEdits.zeroTail(weightsBeside(copy), part));
    }
    schedule(list, "beta_end", "0.02");
    schedule(list, "beta_end", "0.006");
    schedule(list, "beta_start", "0.0001");
    schedule(list, "beta_start", "0.003");
    schedule(list, "beta_schedule", "\"linear\"");
    schedule(list, "beta_schedule", "\"squaredcos_cap_v2\"");
  }

  private static Path weightsBeside(Path copy) throws IOException {
    return FileEdits.externalise(copy.resolve(Network.UNET));
  }

  private static void schedule(MutationList list, String key, String value) {
    list.files(
        MutationKind.SCHEDULE,
        key + " " + value.replace("\"", ""),
        (parent, copy) -> FileEdits.setSchedule(copy.resolve(Network.SCHEDULER), key, value));
  }
}
