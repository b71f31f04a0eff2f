package dev.plumbline.engine.measure.process;

import dev.plumbline.engine.plan.WorkOptions.Executor;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts worker processes beside this process, as the same user. */
final class LocalLauncher implements WorkerLauncher {

  @Override
  public Executor executor() {
    return Executor.PROCESS;
  }

  @Override
  public boolean isConfined() {
    return false;
  }

  @Override
  public Optional<String> refusal(WorkerLaunch launch) {
    return Optional.empty();
  }

  @Override
  public Process launch(WorkerLaunch launch, Consumer<String> log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(launch.arguments());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(OnnxRuntime.VARIABLE, "1");
    return builder.start();
  }
}
