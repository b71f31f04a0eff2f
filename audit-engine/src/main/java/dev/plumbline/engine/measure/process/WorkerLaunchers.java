package dev.plumbline.engine.measure.process;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.plan.WorkOptions.Executor;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Where worker processes can be started. */
public final class WorkerLaunchers {

  private WorkerLaunchers() {}

  /**
   * Returns what starts workers in a place. Where no module does, what is returned refuses, and
   * says which dependency there has to be.
   *
   * @param executor the place
   */
  public static WorkerLauncher of(Executor executor) {
    if (executor != Executor.CONTAINER) {
      return new LocalLauncher();
    }
    for (WorkerLauncher launcher : ServiceLoader.load(WorkerLauncher.class)) {
      if (launcher.executor() == executor) {
        return launcher;
      }
    }
    return new Missing(executor);
  }

  /** Stands for a module that is not on the class path. */
  private record Missing(Executor executor) implements WorkerLauncher {

    private String message() {
      return String.format(
          "%s=%s needs a module that is not on the class path: add the dependency"
              + " dev.plumbline:plumbline-%ss, of the engine's version, or measure in worker"
              + " processes: -D%s=process.",
          AuditParameters.EXECUTOR, executor.label(), executor.label(), AuditParameters.EXECUTOR);
    }

    @Override
    public boolean isConfined() {
      return true;
    }

    @Override
    public Optional<String> refusal(WorkerLaunch launch) {
      return Optional.of(message());
    }

    @Override
    public Process launch(WorkerLaunch launch, Consumer<String> log) {
      throw new UserError(message());
    }
  }
}
