package dev.plumbline.spark;

/** What Spark says of what failed, as a clause of a sentence. */
final class Failures {

  private Failures() {}

  /** Returns what a task was lost of, for people: Spark's reason, without its traces. */
  static IllegalStateException lost(Throwable failure) {
    String reason = firstLine(failure);
    String remedy =
        reason.contains("ClassNotFoundException") || reason.contains("NoClassDefFoundError")
            ? " Executors have not the jars that measure: name them in spark.jars, or put them on"
                + " spark.executor.extraClassPath."
            : "";
    return new IllegalStateException("Spark gave it up: " + reason + remedy, failure);
  }

  /** Returns what an exception says, without what follows on further lines. */
  static String firstLine(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return message.strip().lines().findFirst().orElse(failure.toString());
  }
}
