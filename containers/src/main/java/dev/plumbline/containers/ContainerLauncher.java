package dev.plumbline.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.DockerException;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.measure.process.WorkerLaunch;
import dev.plumbline.engine.measure.process.WorkerLauncher;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.plan.WorkOptions.Executor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/** Starts workers in containers of this machine, each of which sees its checkpoint and no other. */
public final class ContainerLauncher implements WorkerLauncher {

  /** The bytes that a JVM and ONNX Runtime take beside the heap, whatever is measured. */
  private static final long LEAST_BESIDE_HEAP = 256L << 20;

  private static boolean isTidy;

  /** Made as a service. */
  public ContainerLauncher() {}

  @Override
  public Executor executor() {
    return Executor.CONTAINER;
  }

  @Override
  public boolean isConfined() {
    return true;
  }

  @Override
  public Optional<String> refusal(WorkerLaunch launch) {
    try {
      Docker docker = Docker.here();
      return tooLittle(launch).or(() -> image(launch).refusal(docker.client()));
    } catch (UserError e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> tooLittle(WorkerLaunch launch) {
    long heap = launch.needs().heap();
    long memory = Confinement.memory(launch);
    return memory >= heap + LEAST_BESIDE_HEAP
        ? Optional.empty()
        : Optional.of(
            String.format(
                "%s=%dMB has no room for the worker's heap of %d MB and %d MB beside it: give it"
                    + " more, or the heap less (-D%s=…).",
                AuditParameters.CONTAINER_MEMORY,
                memory / 1_000_000,
                heap / 1_000_000,
                LEAST_BESIDE_HEAP / 1_000_000,
                AuditParameters.WORKER_HEAP));
  }

  private static WorkerImage image(WorkerLaunch launch) {
    return WorkerImage.of(launch.needs().containers().image(), launch.needs().device());
  }

  @Override
  public Process launch(WorkerLaunch launch, Consumer<String> log) throws IOException {
    Docker docker = Docker.here();
    WorkerImage image = image(launch);
    image.ensure(docker.client(), log);
    ContainerUser user = ContainerUser.ofThisProcess();
    Owner owner = Owner.self();
    tidy(owner, docker.client());
    user.give(launch.folder());
    List<Path> given = new ArrayList<>(launch.classPath());
    given.addAll(launch.reads());
    SortedSet<Path> readable = ReadableFiles.of(given, docker.socket(), user);
    try {
      CreateContainerCmd create = docker.client().createContainerCmd(image.name());
      new Confinement(launch, readable, user, owner).applyTo(create);
      return ContainerProcess.start(docker.client(), create.exec().getId());
    } catch (DockerException e) {
      throw new UserError(refused(e, image.name(), launch.needs().device()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("starting a container was interrupted", e);
    }
  }

  /** Once in a process is enough. */
  private static synchronized void tidy(Owner owner, DockerClient client) {
    if (!isTidy) {
      isTidy = true;
      owner.removeLeftovers(client);
    }
  }

  /** Says why the daemon starts no container. */
  static String refused(Exception failure, String image, Device device) {
    String said = String.valueOf(failure.getMessage());
    if (said.contains("could not select device driver")) {
      return device
          + ": Docker has no driver for GPUs: install the NVIDIA Container Toolkit and restart"
          + " Docker, or measure on the CPU: -D"
          + AuditParameters.DEVICE
          + "=cpu.";
    }
    if (said.contains("nvidia-container-cli")) {
      String why = said.substring(said.indexOf("nvidia-container-cli"));
      return said.contains("unknown device") || said.contains("device error")
          ? device + ": there is no such GPU; nvidia-smi -L lists those that there are."
          : device
              + " cannot be had in a container ("
              + Docker.firstLine(new IOException(why))
              + "): see that nvidia-smi runs on this machine.";
    }
    return String.format(
        "Docker starts no container of %s (%s): mend that, or measure in worker processes: -D%s"
            + "=process.",
        image, Docker.firstLine(failure), AuditParameters.EXECUTOR);
  }
}
