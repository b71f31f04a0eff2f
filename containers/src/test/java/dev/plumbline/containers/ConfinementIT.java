package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.engine.measure.process.Message;
import dev.plumbline.engine.measure.process.WorkerEndedException;
import dev.plumbline.engine.measure.process.WorkerLaunch;
import dev.plumbline.engine.measure.process.WorkerLauncher;
import dev.plumbline.engine.measure.process.WorkerLaunchers;
import dev.plumbline.engine.measure.process.WorkerProcess;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.WorkOptions.Containers;
import dev.plumbline.engine.plan.WorkOptions.Executor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.util.ExceptionUtils;

/** Whoever has taken over a worker in a container has not the machine. */
@NeedsDocker
class ConfinementIT {

  private static final long MEGABYTE = 1 << 20;

  @TempDir Path folder;

  private Path given;
  private Path file;
  private Path secret;

  @BeforeEach
  void writeFiles() throws IOException {
    given = Files.createDirectory(folder.resolve("given"));
    file = Files.writeString(given.resolve("model.onnx"), "a model");
    secret = Files.writeString(folder.resolve("secret"), "a secret");
    for (Path path : List.of(given, file, secret)) { // so that permissions keep nobody away
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
  }

  private WorkerProcess start(WorkerLauncher launcher, Containers limits) throws IOException {
    return new WorkerProcess(
        new WorkerProcess.Start(
            Hostile.class.getName(),
            folder,
            Set.of(given),
            new WorkerLaunch.Needs(Device.CPU, 1, 200 * MEGABYTE, 300 * MEGABYTE, limits)),
        launcher,
        line -> {});
  }

  private WorkerProcess contained() throws IOException {
    return start(new ContainerLauncher(), Containers.DEFAULT);
  }

  private static String ask(WorkerProcess worker, String order, Object... what) {
    String[] fields = Stream.of(what).map(Object::toString).toArray(String[]::new);
    return worker.ask(Message.of(order, fields), message -> false).field(0);
  }

  /** What is here to be written: what was given, what is beside it, and what everyone has. */
  private List<Path> targets() throws IOException {
    List<Path> targets =
        new ArrayList<>(
            List.of(
                given,
                file,
                secret,
                folder,
                Path.of("/"),
                Path.of("/tmp"),
                Path.of("/var/tmp"),
                Path.of("/etc"),
                Path.of("/usr"),
                Path.of("/sys/fs/cgroup/cgroup.procs"),
                Path.of("/proc/sys/kernel/core_pattern"),
                Path.of("/proc/sysrq-trigger"),
                Path.of(System.getProperty("user.home"))));
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      targets.add(Path.of(entry).toAbsolutePath());
    }
    return targets;
  }

  @Test
  void nothingOfTheMachineCanBeWritten() throws IOException {
    List<Path> targets = targets();
    try (WorkerProcess worker = contained()) {
      assertThat(ask(worker, Hostile.READ, file)).isEqualTo("a model");
      assertThat(ask(worker, Hostile.WRITE, worker.folder())).isEqualTo(Hostile.DONE);
      assertThat(worker.folder().resolve("hostile")).exists();
      for (Path target : targets) {
        assertThat(ask(worker, Hostile.WRITE, target)).as("%s", target).contains("Exception");
      }
    }
    assertThat(file).hasContent("a model");
    assertThat(given.resolve("hostile")).doesNotExist();
  }

  /** Whoever judges runs as a user who may write and read more. */
  @Test
  void linksInItsFolderLeadNobodyAnywhere() throws IOException {
    try (WorkerProcess worker = contained()) {
      Path job = worker.folder().resolve("job");
      Path answer = worker.folder().resolve("answer");
      assertThat(ask(worker, Hostile.LINK, job, secret)).isEqualTo(Hostile.DONE);
      assertThat(ask(worker, Hostile.LINK, answer, secret)).isEqualTo(Hostile.DONE);

      worker.handOver("job", stream -> stream.write("told".getBytes(StandardCharsets.UTF_8)));

      assertThat(ask(worker, Hostile.READ, job)).isEqualTo("told");
      assertThatThrownBy(() -> worker.take(answer)).hasMessage("answer is no file");
      assertThat(ask(worker, Hostile.WRITE, answer)).isEqualTo(Hostile.DONE);
      assertThat(worker.take(answer)).hasContent(" ");
    }
    assertThat(secret).hasContent("a secret");
  }

  @Test
  @Timeout(60)
  void whatItSaysOfItsCrashIsReadFromAFileAlone() throws IOException {
    try (WorkerProcess worker = contained()) {
      Path errors = worker.folder().resolve("hs_err.log");
      assertThat(ask(worker, Hostile.LINK, errors, "/dev/zero")).isEqualTo(Hostile.DONE);

      assertThatThrownBy(() -> ask(worker, Hostile.CRASH))
          .isInstanceOf(WorkerEndedException.class)
          .hasMessageContaining("was ended by SIGABRT (exit code 134)");
    }
  }

  /** The same tries succeed where nothing keeps the worker from them. */
  @Test
  void inAProcessTheTriesSucceed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        WorkerProcess worker = start(WorkerLaunchers.of(Executor.PROCESS), Containers.DEFAULT)) {
      assertThat(ask(worker, Hostile.WRITE, given)).isEqualTo(Hostile.DONE);
      assertThat(ask(worker, Hostile.READ, secret)).isEqualTo("a secret");
      assertThat(ask(worker, Hostile.CONNECT, "127.0.0.1:" + server.getLocalPort()))
          .isEqualTo(Hostile.DONE);
      assertThat(ask(worker, Hostile.CONNECT, Docker.here().socket())).isEqualTo(Hostile.DONE);
    }
  }

  @Test
  void nothingElseOfTheMachineCanBeRead() throws IOException {
    try (WorkerProcess worker = contained()) {
      assertThat(ask(worker, Hostile.READ, secret)).contains("NoSuchFile");
      assertThat(ask(worker, Hostile.READ, "/proc/1/environ")).doesNotContain("DOCKER_HOST");
      assertThat(ask(worker, Hostile.READ, "/proc/self/mountinfo"))
          .contains(given.toString())
          .doesNotContain(secret.toString(), "docker.sock");
    }
  }

  @Test
  void noAddressIsReached() throws IOException {
    List<InetAddress> own =
        NetworkInterface.networkInterfaces()
            .flatMap(network -> network.getInterfaceAddresses().stream())
            .map(InterfaceAddress::getAddress)
            .toList();
    try (ServerSocket server = new ServerSocket(0);
        WorkerProcess worker = contained()) {
      assertThat(ask(worker, Hostile.INTERFACES, "")).isEqualTo("lo");
      assertThat(own).isNotEmpty();
      for (InetAddress address : own) {
        assertThat(
                ask(
                    worker,
                    Hostile.CONNECT,
                    address.getHostAddress().replaceAll("%.*", "") + ":" + server.getLocalPort()))
            .as("%s", address)
            .contains("Exception");
      }
      assertThat(ask(worker, Hostile.CONNECT, Docker.here().socket())).contains("Exception");
    }
  }

  @Test
  void itIsNobodyAndCannotBecomeAnyone() throws IOException {
    try (WorkerProcess worker = contained()) {
      assertThat(ask(worker, Hostile.READ, "/proc/self/status"))
          .containsPattern("Uid:\\s+[1-9]")
          .containsPattern("Gid:\\s+[1-9]")
          .containsPattern("CapPrm:\\s+0+\n")
          .containsPattern("CapEff:\\s+0+\n")
          .containsPattern("CapBnd:\\s+0+\n")
          .containsPattern("NoNewPrivs:\\s+1");
    }
  }

  @Test
  void moreMemoryThanItMayTakeEndsIt() throws IOException {
    Containers limits =
        new Containers(
            Optional.empty(), OptionalLong.of(120 * MEGABYTE), OptionalDouble.of(0.5), 200);
    try (WorkerProcess worker = start(new ContainerLauncher(), limits)) {
      WorkerEndedException ended =
          Assertions.catchThrowableOfType(
              WorkerEndedException.class, () -> ask(worker, Hostile.FILL, 150));

      assertThat(ended).hasMessageContaining("was ended by SIGKILL (exit code 137)");
    }
  }

  @Test
  void moreThreadsThanItMayHaveAreRefused() throws IOException {
    Containers limits =
        new Containers(Optional.empty(), OptionalLong.empty(), OptionalDouble.empty(), 60);
    try (WorkerProcess worker = start(new ContainerLauncher(), limits)) {
      String said;
      try {
        said = ask(worker, Hostile.THREADS, 200);
      } catch (WorkerEndedException e) {
        said = ExceptionUtils.readStackTrace(e);
      }
      assertThat(said).isNotEqualTo(Hostile.DONE);
    }
    try (WorkerProcess worker = contained()) {
      assertThat(ask(worker, Hostile.THREADS, 200)).isEqualTo(Hostile.DONE);
    }
  }

  /** What is mounted in a folder is not read-only where only the folder is. */
  @Test
  void aFileSystemInsideOfWhatWasGivenIsNotWrittenEither() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root mounts");
    Path inner = Files.createDirectory(given.resolve("inner"));
    assumeTrue(call("mount", "-t", "tmpfs", "-o", "mode=0777", "none", inner.toString()) == 0);
    try (WorkerProcess worker = contained()) {
      Files.writeString(inner.resolve("there"), "seen");

      assertThat(ask(worker, Hostile.READ, inner.resolve("there"))).isEqualTo("seen");
      assertThat(ask(worker, Hostile.WRITE, inner)).contains("Exception");
    } finally {
      assertThat(call("umount", inner.toString())).isZero();
    }
  }

  private static int call(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
