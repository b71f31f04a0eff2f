package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.api.files.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are ended from outside, that meet another, or that have no room. */
@DisabledOnOs(OS.WINDOWS) // processes cannot be asked to end there
@Tag("heavy")
class EndedRunsTest {

  private final List<Process> processes = new ArrayList<>();
  private EndedRuns runs;

  private static EndedRuns first;

  @TempDir private Path folder;

  @BeforeAll
  static void aRunIsThere(@TempDir Path folder) throws Exception {
    first = new EndedRuns(folder);
    first.complete();
  }

  @BeforeEach
  void itIsThereForEachTest() throws IOException {
    runs = first.copy(folder);
  }

  @AfterEach
  void endProcesses() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String... rest) throws IOException {
    Process process = runs.start(rest);
    processes.add(process);
    return process;
  }

  /** Waits until something is to be seen of a process. */
  private static void await(Process process, BooleanSupplier seen) throws InterruptedException {
    while (process.isAlive() && !seen.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private boolean is(String file) {
    return Files.exists(runs.reports().resolve(file));
  }

  private static void askToEnd(Process process) {
    process.toHandle().destroy();
  }

  @Test
  void nothingIsLostAtWhateverMomentARunIsEnded() throws Exception {
    Process measuring = start();
    await(measuring, () -> is("metrics.csv.part"));
    measuring.destroyForcibly();
    assertThat(runs.inspect(AuditProcess.end(measuring))).isEqualTo(EndedRuns.Left.NOTHING);

    Process reporting = start();
    await(reporting, () -> is("index.html.work"));
    reporting.destroyForcibly();
    assertThat(runs.inspect(AuditProcess.end(reporting))).isEqualTo(EndedRuns.Left.NOTHING);

    Process asked = start();
    await(asked, () -> is("metrics.csv.part"));
    askToEnd(asked);
    assertThat(runs.inspect(AuditProcess.end(asked)))
        .isEqualTo(EndedRuns.Left.AN_INTERRUPTED_REPORT);
    assertThat(runs.printed()).contains("Plumbline model audits: BROKEN", "were not audited");

    runs.complete();
  }

  @Test
  void anotherProcessCannotHaveTheFolder() throws Exception {
    String before = Files.readString(runs.reports().resolve("summary.json"));
    try (FolderLock first = FolderLock.take(runs.reports(), this)) {
      Process second = start();
      assertThat(AuditProcess.end(second)).isNotZero();
      assertThat(runs.printed())
          .contains("process " + ProcessHandle.current().pid() + " on ", "BROKEN")
          .contains("-Daudit.report.dir=");
      assertThat(first.gaps()).isEmpty();
    }
    assertThat(runs.reports().resolve("summary.json")).hasContent(before);
    assertThat(runs.inspectRefused()).isTrue();
  }

  @Test
  void forksOfOneBuildAreNeverGreenTogether() throws Exception {
    Process first = start("2026-11-30T02-47-44_123-jvmRun1");
    await(first, () -> is("metrics.csv.part"));
    Process beside = start("2026-11-30T02-47-44_123-jvmRun2");

    assertThat(AuditProcess.end(beside)).isNotZero();
    assertThat(AuditProcess.end(first)).isNotZero();
    assertThat(runs.reports().resolve("summary.json"))
        .content()
        .contains("\"broken\"", "Another fork of this build", "forkCount=1");
    assertThat(runs.inspectRefused()).as("nothing is recorded").isTrue();

    assertThat(AuditProcess.end(start("2026-11-30T02-47-44_123-jvmRun1"))).isNotZero();
    assertThat(runs.printed()).contains("has audited into the report folder", "reuseForks=true");
    assertThat(runs.reports().resolve("summary.json")).content().contains("\"broken\"");
    assertThat(runs.inspectRefused()).isTrue();
  }

  @Test
  void whatCannotBeWrittenMakesTheRunRed() throws Exception {
    Path full = Path.of("/dev/full"); // to which nothing can be written
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    Path history = runs.reports().resolve("allure-history/history.json.part");
    Files.createSymbolicLink(history, full);

    assertThat(AuditProcess.end(start())).isNotZero();
    assertThat(runs.reports().resolve("summary.json"))
        .content()
        .contains("\"broken\"", "cannot write " + runs.reports().resolve("index.html"));
    assertThat(is("index.html")).isFalse();

    Path baseline = runs.recorded().resolve("reference-unet.contributions.jsonl.gz.part");
    runs.note();
    Files.createSymbolicLink(baseline, full);
    assertThat(AuditProcess.end(start())).isNotZero();
    assertThat(runs.printed()).contains("reference-unet.csv cannot be written");
    assertThat(runs.inspectRefused()).isTrue();
  }

  /**
   * {@code -Dplumbline.sweep=20}: so many runs each are killed, and asked to end, at moments that
   * are drawn from all of a run's length, and their number of each kind is printed.
   */
  @Test
  @EnabledIfSystemProperty(named = "plumbline.sweep", matches = "\\d+")
  void atDrawnMoments() throws Exception {
    int count = Integer.getInteger("plumbline.sweep");
    long length = runs.complete().toMillis();
    Random moments = new Random(17);
    for (boolean isKilled : new boolean[] {true, false}) {
      Map<EndedRuns.Left, Integer> found = new EnumMap<>(EndedRuns.Left.class);
      int over = 0;
      for (int i = 0; i < count; i++) {
        Process process = start();
        if (process.waitFor(moments.nextLong(length), TimeUnit.MILLISECONDS)) {
          over++; // this one was quicker than the one whose length was taken
          runs.note();
          continue;
        }
        if (isKilled) {
          process.destroyForcibly();
        } else {
          askToEnd(process);
        }
        found.merge(runs.inspect(AuditProcess.end(process)), 1, Integer::sum);
      }
      System.out.printf(
          "%s at %d moments of %d ms: %s, %d were over%n",
          isKilled ? "killed" : "asked to end", count, length, found, over);
      runs.complete();
    }
  }
}
