package dev.plumbline.cli.doctor;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks at everything. */
public final class Examination {

  private Examination() {}

  /** Returns the findings as they are made. */
  public static Stream<Finding> findings() {
    List<Supplier<List<Finding>>> checks =
        List.of(
            JavaChecks::findings,
            MachineChecks::findings,
            TemporaryFolderCheck::findings,
            OnnxRuntimeChecks::findings,
            DockerCheck::findings);
    return checks.stream().flatMap(check -> check.get().stream());
  }
}
