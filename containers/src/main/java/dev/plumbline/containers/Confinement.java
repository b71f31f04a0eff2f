package dev.plumbline.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Ulimit;
import dev.plumbline.engine.measure.process.WorkerLaunch;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.WorkOptions.Containers;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a worker's container may do: read what it was given, write to its private folder, and take
 * as much of the machine as it was allowed to. No network, no other process, no other user.
 *
 * @param launch what the worker is started with
 * @param readable what of this machine it sees
 * @param user who it runs as
 * @param owner whose it is
 */
record Confinement(
    WorkerLaunch launch, Collection<Path> readable, ContainerUser user, Owner owner) {

  private static final double NANO = 1e9;

  /** Says of a container all but its image. */
  void applyTo(CreateContainerCmd create) {
    create
        .withName("plumbline-worker-" + UUID.randomUUID())
        .withLabels(Map.of(Owner.LABEL, owner.label()))
        .withEntrypoint("java")
        .withCmd(command())
        .withEnv(environment())
        .withWorkingDir(launch.folder().toString())
        .withUser(user.numbers())
        .withNetworkDisabled(true)
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withStdinOpen(true)
        .withStdInOnce(true) // its input ends when the connection does
        .withTty(false)
        .withHostConfig(host());
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add("-XX:-UsePerfData"); // which is a file in a folder that is not there
    command.addAll(launch.arguments());
    return command;
  }

  private List<String> environment() {
    boolean isUnicode = System.getProperty("sun.jnu.encoding", "").equalsIgnoreCase("UTF-8");
    List<String> environment =
        new ArrayList<>(
            List.of(
                OnnxRuntime.VARIABLE + "=1",
                "HOME=" + launch.folder(),
                "LC_ALL=" + (isUnicode ? "C.UTF-8" : "C"))); // names of files are read as here
    if (!isGpu()) {
      environment.add("NVIDIA_VISIBLE_DEVICES=void"); // images with CUDA ask for all
    }
    return environment;
  }

  private HostConfig host() {
    HostConfig host =
        HostConfig.newHostConfig()
            .withAutoRemove(true)
            .withInit(true) // a signal that a process sends itself does not end the first one
            .withNetworkMode("none")
            .withReadonlyRootfs(true)
            .withCapDrop(Capability.ALL)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE, Map.of()))
            .withUlimits(List.of(new Ulimit("core", 0L, 0L)))
            .withMemory(memory())
            .withMemorySwap(memory())
            .withNanoCPUs((long) (cpus() * NANO))
            .withPidsLimit((long) containers().pids())
            .withMounts(mounts());
    if (isGpu()) {
      host.withDeviceRequests(
          List.of(
              new DeviceRequest()
                  .withDriver("nvidia")
                  .withDeviceIds(List.of(Integer.toString(launch.needs().device().index())))
                  .withCapabilities(List.of(List.of("gpu")))));
    }
    return host;
  }

  private boolean isGpu() {
    return launch.needs().device().kind() == Device.Kind.CUDA;
  }

  private Containers containers() {
    return launch.needs().containers();
  }

  private long memory() {
    return memory(launch);
  }

  /** Returns the bytes that a container may take. */
  static long memory(WorkerLaunch launch) {
    return launch
        .needs()
        .containers()
        .memory()
        .orElse(launch.needs().heap() + launch.needs().memory());
  }

  /** There are no more than the machine has, which Docker refuses to give. */
  private double cpus() {
    return Math.min(
        containers().cpus().orElse(launch.needs().threads() + 1.0),
        Runtime.getRuntime().availableProcessors());
  }

  private List<Mount> mounts() {
    List<Mount> mounts = new ArrayList<>();
    readable.forEach(path -> mounts.add(mount(path).withReadOnly(true)));
    mounts.add(mount(launch.folder()).withReadOnly(false));
    return mounts;
  }

  private static Mount mount(Path path) {
    return new Mount()
        .withType(MountType.BIND)
        .withSource(path.toString())
        .withTarget(path.toString());
  }
}
