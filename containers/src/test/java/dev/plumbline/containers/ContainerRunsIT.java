package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import dev.plumbline.engine.plan.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What is measured in containers is what is measured here, whatever becomes of those. */
@NeedsDocker
class ContainerRunsIT {

  @TempDir Path folder;

  private MeasuredRun run(String executor, Map<String, String> parameters) throws IOException {
    Map<String, String> all = new HashMap<>(parameters);
    all.put("audit.executor", executor);
    return MeasuredRun.of(Files.createTempDirectory(folder, executor), all);
  }

  /** A copy whose files are links into a folder beside it, as a cache has them. */
  private Path linked() throws IOException {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path links = Files.createDirectory(folder.resolve("linked"));
    try (Stream<Path> files = Files.walk(MeasuredRun.REFERENCE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = MeasuredRun.REFERENCE.relativize(file);
        Path blob = cache.resolve(relative.toString().replace('/', '-'));
        Path link = links.resolve(relative);
        Files.copy(file, blob);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, link.getParent().relativize(blob));
      }
    }
    return links;
  }

  @ParameterizedTest
  @CsvSource({
    "audit.device, cpu*2, in-process",
    "audit.control, random, in-process",
    "audit.probe, softmax, process"
  })
  void theirFiguresAreThoseOfThisProcess(String parameter, String value, String here)
      throws Exception {
    Map<String, String> parameters =
        Map.of(
            parameter,
            value,
            "audit.checkpoint",
            "reference=" + MeasuredRun.REFERENCE + ",linked=" + linked(),
            "audit.inputs.from",
            "reference");

    MeasuredRun expected = run(here, parameters);
    MeasuredRun found = run("container", parameters);

    assertThat(found.messages()).isEqualTo(expected.messages());
    assertThat(expected.metrics()).contains("reference,", "linked,", "probe.");
    assertThat(found.metrics()).isEqualTo(expected.metrics());
    assertThat(found.statuses()).hasSizeGreaterThan(3).containsValue(Status.SUCCESSFUL);
    assertThat(Workers.areGoneWithin(0)).isTrue();
  }

  /** Kills containers of workers when it sees them run, as many as it is told to. */
  private static final class Killer extends Thread {

    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final int most;
    private volatile boolean isDone;

    Killer(int most) {
      super("killer");
      this.most = most;
    }

    @Override
    public void run() {
      int killed = 0;
      while (!isDone) {
        for (Container worker : Workers.there()) {
          if (worker.getState().equals("running") && seen.add(worker.getId()) && killed < most) {
            Workers.client().killContainerCmd(worker.getId()).exec();
            killed++;
          }
        }
      }
    }

    Set<String> seen() throws InterruptedException {
      isDone = true;
      join();
      return seen;
    }
  }

  @Test
  void oneThatIsKilledIsStartedOnceMore() throws Exception {
    MeasuredRun expected = run("process", Map.of());
    Killer killer = new Killer(1);
    killer.start();

    MeasuredRun found = run("container", Map.of());

    assertThat(killer.seen()).hasSize(2);
    assertThat(found.metrics()).isNotEmpty().isEqualTo(expected.metrics());
    assertThat(found.statuses()).isEqualTo(expected.statuses());
  }

  @Test
  void oneThatIsKilledAgainIsSaidToBe() throws Exception {
    Killer killer = new Killer(Integer.MAX_VALUE);
    killer.start();

    MeasuredRun found = run("container", Map.of());

    assertThat(killer.seen()).hasSize(2);
    assertThat(found.messages())
        .anyMatch(
            message ->
                message.matches(
                    "(?s)reference: opening it, its worker process was ended by SIGKILL \\(exit code"
                        + " 137\\).*; it had been started again after the first one was ended by"
                        + " SIGKILL.*"));
    assertThat(Workers.areGoneWithin(0)).isTrue();
  }

  /** What is measured is nothing much, so what differs is starting. It is written to a file. */
  @Test
  void whatStartingOneCostsIsTold() throws Exception {
    Map<String, String> parameters =
        Map.of(
            "audit.checkpoint",
            "one=" + MeasuredRun.REFERENCE + ",two=" + linked(),
            "audit.timesteps",
            "50",
            "audit.samples",
            "2");
    run("container", parameters); // what is read has been read before
    long before = System.nanoTime();
    run("process", parameters);
    long between = System.nanoTime();
    MeasuredRun measured = run("container", parameters);
    double process = (between - before) / 1e9;
    double container = (System.nanoTime() - between) / 1e9;

    Files.writeString(
        Path.of("target", "container-cost.txt"),
        String.format(
            "2 checkpoints: %.2f s in a process, %.2f s in containers: %.2f s a checkpoint%n",
            process, container, (container - process) / 2));
    assertThat(measured.statuses()).containsValue(Status.SUCCESSFUL);
  }

  @Test
  void whatCannotBeHadIsSaidInOneSentence() throws Exception {
    assertThat(run("container", Map.of("audit.container.image", "plumbline/none:7")).messages())
        .anyMatch(
            message ->
                message.endsWith(
                    "audit.container.image=plumbline/none:7: Docker has no such image: fetch it"
                        + " (docker pull plumbline/none:7) or build it, or leave the parameter"
                        + " out."));
    assertThat(
            run(
                    "container",
                    Map.of(
                        "audit.device",
                        "cuda:0",
                        "audit.container.image",
                        WorkerImage.of(Optional.empty(), Device.CPU).name()))
                .messages())
        .anyMatch(
            message ->
                message.contains(
                    "cuda:0: Docker has no driver for GPUs: install the NVIDIA Container Toolkit"));
    assertThat(run("container", Map.of("audit.container.memory", "1100MB")).messages())
        .anyMatch(message -> message.contains("has no room for the worker's heap of 1000 MB"));
  }

  /** What a worker's image lacks, its last words say. */
  @Test
  void aContainerThatEndsAtOnceLeavesItsLastWords() throws Exception {
    MeasuredRun found = run("container", Map.of("audit.worker.heap", "1MB"));

    assertThat(found.messages())
        .anyMatch(
            message ->
                message.contains("ended with exit code 1")
                    && message.contains("Too small maximum heap"));
  }
}
