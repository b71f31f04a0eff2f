package dev.plumbline.spark;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Path;

/** A run that {@code spark-submit} starts: it says which Spark there is. */
public final class SubmittedRun {

  private SubmittedRun() {}

  /**
   * Runs audits.
   *
   * @param arguments the run's folder
   */
  public static void main(String[] arguments) throws IOException {
    Runs.in(Path.of(arguments[0])).with(AuditParameters.EXECUTOR, "spark").run("submitted");
  }
}
