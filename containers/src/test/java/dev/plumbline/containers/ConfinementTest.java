package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import dev.plumbline.engine.measure.process.WorkerLaunch;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.WorkOptions.Containers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.testcontainers.shaded.com.github.dockerjava.core.command.CreateContainerCmdImpl;

/** What the daemon is told of a container; what comes of it is tried where there is a daemon. */
class ConfinementTest {

  private static final long GIGABYTE = 1 << 30;

  private static CreateContainerCmd create(Device device, Containers limits) {
    // Never executed. A client's own would ask the daemon first, and there may be none.
    CreateContainerCmd create = new CreateContainerCmdImpl(command -> null, null, "an-image");
    WorkerLaunch launch =
        new WorkerLaunch(
            Path.of("/private/work"),
            List.of("@/private/work/arguments"),
            List.of(),
            Set.of(),
            new WorkerLaunch.Needs(device, 1, GIGABYTE, 2 * GIGABYTE, limits));
    new Confinement(
            launch,
            List.of(Path.of("/models/unet.onnx")),
            new ContainerUser(1000, 100, true),
            new Owner("here", 1, "2"))
        .applyTo(create);
    return create;
  }

  private static HostConfig host(Device device, Containers limits) {
    return create(device, limits).getHostConfig();
  }

  @Test
  void itIsConfined() {
    CreateContainerCmd create = create(Device.CPU, Containers.DEFAULT);
    HostConfig host = create.getHostConfig();

    assertThat(create.getUser()).isEqualTo("1000:100");
    assertThat(host.getNetworkMode()).isEqualTo("none");
    assertThat(host.getReadonlyRootfs()).isTrue();
    assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
    assertThat(host.getSecurityOpts()).containsExactly("no-new-privileges");
    assertThat(host.getAutoRemove()).isTrue();
    assertThat(host.getPrivileged()).isNotEqualTo(true);
    assertThat(host.getDeviceRequests()).isNull();
    assertThat(create.isStdInOnce()).isTrue();
    assertThat(create.getEnv()).contains("ORT_DISABLE_TELEMETRY=1", "NVIDIA_VISIBLE_DEVICES=void");
    assertThat(create.getLabels()).containsEntry(Owner.LABEL, "here 1 2");
    assertThat(host.getMounts())
        .extracting(Mount::getSource, Mount::getTarget, Mount::getReadOnly)
        .containsExactly(
            tuple("/models/unet.onnx", "/models/unet.onnx", true),
            tuple("/private/work", "/private/work", false));
  }

  @Test
  void withoutParametersItMayTakeWhatItsWorkerNeeds() {
    HostConfig host = host(Device.CPU, Containers.DEFAULT);

    assertThat(host.getMemory()).isEqualTo(3 * GIGABYTE);
    assertThat(host.getMemorySwap()).isEqualTo(3 * GIGABYTE);
    assertThat(host.getPidsLimit()).isEqualTo(1024);
    assertThat(host.getNanoCPUs())
        .isEqualTo(Math.min(2, Runtime.getRuntime().availableProcessors()) * 1_000_000_000L);
  }

  @Test
  void parametersSayOtherwise() {
    HostConfig host =
        host(
            Device.CPU,
            new Containers(
                Optional.empty(), OptionalLong.of(5 * GIGABYTE), OptionalDouble.of(0.5), 77));

    assertThat(host.getMemory()).isEqualTo(5 * GIGABYTE);
    assertThat(host.getPidsLimit()).isEqualTo(77);
    assertThat(host.getNanoCPUs()).isEqualTo(500_000_000L);
  }

  @Test
  void ofGpusItIsGivenItsOwn() {
    CreateContainerCmd create = create(new Device(Device.Kind.CUDA, 3), Containers.DEFAULT);

    assertThat(create.getHostConfig().getDeviceRequests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getDriver()).isEqualTo("nvidia");
              assertThat(request.getDeviceIds()).containsExactly("3");
              assertThat(request.getCount()).isNull();
              assertThat(request.getCapabilities()).containsExactly(List.of("gpu"));
            });
    assertThat(create.getEnv()).doesNotContain("NVIDIA_VISIBLE_DEVICES=void");
  }
}
