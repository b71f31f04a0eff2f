package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import dev.plumbline.engine.measure.process.Message;
import dev.plumbline.engine.measure.process.WorkerLaunch;
import dev.plumbline.engine.measure.process.WorkerProcess;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.WorkOptions.Containers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is left of containers, however they or whoever started them ended. */
@NeedsDocker
class EndedContainersIT {

  @TempDir Path folder;

  private static WorkerProcess start(Path folder) throws IOException {
    return new WorkerProcess(
        new WorkerProcess.Start(
            Hostile.class.getName(),
            folder,
            Set.of(),
            new WorkerLaunch.Needs(Device.CPU, 1, 64 << 20, 256 << 20, Containers.DEFAULT)),
        new ContainerLauncher(),
        line -> {});
  }

  /** A process with a worker in a container, which sleeps until it is ended. */
  static final class Parent {

    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      WorkerProcess worker = start(Path.of(arguments[0]));
      Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> System.exit(2));
      new Thread(() -> worker.ask(Message.of(Hostile.SLEEP, ""), message -> false)).start();
      System.out.println("started");
      if (arguments[1].equals("exits")) {
        Thread.sleep(1000);
        System.exit(0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"killed", "terminated", "exits"})
  void aParentThatEndsLeavesNoContainer(String how) throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                folder.toString(),
                how)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(parent.inputReader().readLine()).isEqualTo("started");
    assertThat(Workers.there()).hasSize(1);

    switch (how) {
      case "killed" -> parent.destroyForcibly();
      case "terminated" -> parent.destroy();
      default -> {}
    }
    assertThat(parent.waitFor(20, TimeUnit.SECONDS)).isTrue();

    assertThat(Workers.areGoneWithin(10_000)).isTrue();
  }

  @Test
  void oneThatIsClosedOrKilledIsRemovedBeforeAnythingGoesOn() throws Exception {
    WorkerProcess closed = start(folder);
    closed.close();
    assertThat(closed.folder()).doesNotExist();
    WorkerProcess killed = start(folder);
    killed.kill();
    killed.close();

    assertThat(Workers.areGoneWithin(2_000)).isTrue();
    assertThat(killed.isAlive()).isFalse();
  }

  private static String create(Map<String, String> labels) {
    return Workers.client()
        .createContainerCmd(WorkerImage.of(Optional.empty(), Device.CPU).name())
        .withCmd("java")
        .withLabels(labels)
        .exec()
        .getId();
  }

  /** What was created and never started nothing else removes. */
  @Test
  void whatAKilledProcessHasLeftTheNextRemoves() throws Exception {
    DockerClient client = Workers.client();
    Owner self = Owner.self();
    String left = create(Map.of(Owner.LABEL, self.place() + " " + self.pid() + " 1"));
    String living = create(Map.of(Owner.LABEL, self.label()));
    String elsewhere = create(Map.of(Owner.LABEL, "another-machine pid:[1] 1 1"));
    String others = create(Map.of("some", "label"));
    try {
      self.removeLeftovers(client);

      List<String> there =
          client.listContainersCmd().withShowAll(true).exec().stream()
              .map(Container::getId)
              .toList();
      assertThat(there).contains(living, elsewhere, others).doesNotContain(left);
    } finally {
      List.of(living, elsewhere, others).forEach(id -> client.removeContainerCmd(id).exec());
    }
  }

  /** Where a registry can be reached the base is fetched; here it is an image that is there. */
  @Test
  void anImageThatIsNotThereIsBuilt() throws Exception {
    DockerClient client = Workers.client();
    String base = WorkerImage.of(Optional.empty(), Device.CPU).name();
    WorkerImage image =
        new WorkerImage(
            "plumbline/built-by-a-test:1",
            Optional.of("FROM " + base + "\nARG JAVA\nENV BUILT_FOR=${JAVA}\n"));
    StringBuilder log = new StringBuilder();
    try {
      image.ensure(client, log::append);

      assertThat(log)
          .hasToString("building the image plumbline/built-by-a-test:1, once on this machine");
      assertThat(client.inspectImageCmd(image.name()).exec().getConfig().getEnv())
          .contains("BUILT_FOR=" + Runtime.version().feature());
      image.ensure(client, line -> log.append("again"));
      assertThat(log.toString()).doesNotContain("again");
    } finally {
      client.removeImageCmd(image.name()).exec();
    }
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(left)
          .noneMatch(path -> path.getFileName().toString().startsWith("plumbline-image-"));
    }
  }
}
