package dev.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is measured on a master and two workers, each in a process of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneClusterIT {

  private static final Path FLOAT16 = Runs.resource("/variants/float16/model.onnx");

  @TempDir static Path clusterFolder;
  private static StandaloneCluster cluster;
  private static Standstill standstill;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    cluster = StandaloneCluster.start(clusterFolder, 2, "640m");
    cluster.set("spark.extraListeners", TasksSeen.class.getName());
    cluster.set("spark.task.maxFailures", "2");
    standstill = new Standstill(clusterFolder);
    cluster.set(
        "spark.executor.extraJavaOptions",
        StandaloneCluster.QUICK + " -D" + Standstill.PROPERTY + "=" + clusterFolder);
  }

  @AfterAll
  static void end() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void forget() {
    TasksSeen.reset();
  }

  @Test
  @Order(1)
  void oneThatEndsExecutorsCostsItsCheckpointAlone() throws IOException {
    Runs runs =
        Runs.in(folder)
            .of(PoisonAudits.class)
            .with("audit.checkpoint", "bad=" + FLOAT16 + ",tiny=" + Runs.TINY)
            .with("audit.timesteps", 50)
            .with("audit.samples", 4);

    String printed = runs.onSpark(cluster.master()).run("poisoned");

    assertThat(TasksSeen.LOST).hasValueGreaterThan(1);
    String cases = runs.report("poisoned", "junit.xml");
    assertThat(cases)
        .containsPattern(
            "bad at t=\\d+: measuring it at t=\\d+, Spark gave it up: .*failed 2 times.*"
                + "executor \\d+ exited")
        .doesNotContain("tiny at t=");
    assertThat(runs.report("poisoned", "metrics.csv")).contains("tiny").doesNotContain("bad");
    assertThat(printed).contains("1 broken").doesNotContain("\tat ");
  }

  @Test
  @Order(2)
  void submittedItIsTheSame() throws Exception {
    Runs here = Runs.in(folder);
    here.run("here");
    Process submitted =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StandaloneCluster.QUICK,
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                cluster.master(),
                "--conf",
                "spark.driver.host=localhost",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.executor.memory=640m",
                "--conf",
                "spark.executor.extraClassPath=" + System.getProperty("java.class.path"),
                "--class",
                SubmittedRun.class.getName(),
                "spark-internal",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("submitted.log").toFile())
            .start();

    assertThat(submitted.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(submitted.exitValue())
        .as(Files.readString(folder.resolve("submitted.log")))
        .isZero();

    assertThat(here.figures("submitted")).isEqualTo(here.figures("here"));
  }

  @Test
  @Order(3)
  void aMachineThatIsLostCostsTimeAlone() throws IOException {
    Runs here = Runs.in(folder).with("audit.folds", 3);
    here.run("here");
    TasksSeen.AFTER_THREE.set(standstill::ask);
    CompletableFuture<Void> killed =
        CompletableFuture.runAsync(() -> cluster.killWorkerOf(standstill.process()));

    Runs there = Runs.in(folder).with("audit.folds", 3).onSpark(cluster.master());
    there.with("audit.spark.files", "fetch");
    String printed = there.run("there");

    assertThat(killed).as("a worker, killed while its executor had a task").isCompleted();
    assertThat(TasksSeen.LOST).as("tasks that had to be done again").hasValueGreaterThan(0);
    assertThat(there.figures("there")).isEqualTo(here.figures("here"));
    assertThat(printed).doesNotContain("telemetry");
  }
}
