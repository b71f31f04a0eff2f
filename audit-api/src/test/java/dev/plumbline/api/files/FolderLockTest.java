package dev.plumbline.api.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

  private final Object run = new Object();
  private final List<Process> children = new ArrayList<>();

  @TempDir private Path folder;

  /** Takes a folder in a process of its own, says how that went, and waits to be ended. */
  static final class Child {
    public static void main(String[] arguments) throws Exception {
      try (FolderLock lock = FolderLock.take(Path.of(arguments[0]), "child")) {
        System.out.println("taken " + lock.gaps());
        System.in.read();
      } catch (IOException e) {
        System.out.println("refused " + e.getMessage());
      }
    }
  }

  /** Starts a child with what a fork of this execution has on its command line. */
  private Process child(String... execution) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString()));
    command.addAll(List.of(execution));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    children.add(process);
    return process;
  }

  private static String said(Process child) throws IOException {
    return child.inputReader(StandardCharsets.UTF_8).readLine();
  }

  private static void end(Process child) throws Exception {
    child.getOutputStream().close();
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void endChildren() {
    children.forEach(Process::destroyForcibly);
  }

  @DisabledOnOs(OS.WINDOWS) // it has other permissions
  @Test
  void aFolderOfWhichOnlyTheLockIsWritableIsRefused() throws Exception {
    FolderLock.take(folder, run).close();
    Set<PosixFilePermission> all = Files.getPosixFilePermissions(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(folder), "this user may write everywhere");

      assertThatThrownBy(() -> FolderLock.take(folder, run))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("The report folder " + folder + " cannot be written to")
          .hasMessageContaining("-D" + AuditParameters.REPORT_DIR)
          .hasMessageEndingWith("What is in it is of an earlier run.");
    } finally {
      Files.setPosixFilePermissions(folder, all);
    }
    FolderLock.take(folder, run).close();
    assertThat(folder.toFile().list()).containsExactly(FolderLock.FILE);
  }

  @Test
  void aSecondProcessIsToldWhoHasTheFolder() throws Exception {
    Process first = child();
    assertThat(said(first)).isEqualTo("taken []");

    assertThatThrownBy(() -> FolderLock.take(folder, run))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Another run has the report folder " + folder.toRealPath())
        .hasMessageContaining("process " + first.pid() + " on ")
        .hasMessageContaining("since 2")
        .hasMessageContaining("-D" + AuditParameters.REPORT_DIR)
        .hasMessageNotContaining("fork");

    end(first);
    FolderLock.take(folder, run).close();
  }

  @Test
  void whatAKilledRunHadIsTakenOver() throws Exception {
    Process first = child();
    assertThat(said(first)).startsWith("taken");
    first.destroyForcibly().waitFor();

    assertThat(said(child())).isEqualTo("taken []");
  }

  @Test
  void aForkBesideItIsRefusedAndMissedInTheReportOfTheFirst() throws Exception {
    Process first = child("2026-11-30T02-47-44_123-jvmRun1");
    assertThat(said(first)).isEqualTo("taken []");

    assertThat(said(child("2026-11-30T02-47-44_123-jvmRun2")))
        .startsWith("refused Another run has the report folder")
        .contains("forkCount=1 and reuseForks=true");
    assertThat(said(child("2026-11-30T02-59-00_000-jvmRun1"))).doesNotContain("forkCount");

    // The first one's line stands as it is; a fork of the same execution sees who was refused.
    String refused = Files.readString(folder.resolve("run.refused"));
    assertThat(refused.lines()).hasSize(1);
    assertThat(RunProcess.parse(refused)).isPresent();
    assertThat(RunProcess.parse(refused).get().execution()).isEqualTo("2026-11-30T02-47-44_123");
  }

  @Test
  void theHolderHearsOfForksThatWereRefused() throws Exception {
    RunProcess self = RunProcess.current();
    try (FolderLock lock = FolderLock.take(folder, run)) {
      Files.writeString(
          folder.resolve("run.refused"), new RunProcess(1, "h", self.since(), "other").line());
      assertThat(lock.gaps()).isEmpty();
      if (!self.execution().isEmpty()) { // this test runs in a fork of Surefire's
        Files.writeString(
            folder.resolve("run.refused"),
            new RunProcess(1, "h", self.since(), self.execution()).line()
                + new RunProcess(1, "h", self.since().plusSeconds(4), self.execution()).line());
        assertThat(lock.gaps())
            .singleElement()
            .asString()
            .contains("process 1 on h", "is missing here", "forkCount=1");
      }
    }
    assertThat(FolderLock.take(folder, run).gaps()).as("a new run begins anew").isEmpty();
    FolderLock.take(folder, run).close();
  }

  @Test
  void aForkAfterAnotherIsToldThatItReplacesItsReports() throws Exception {
    Process first = child("2026-11-30T02-47-44_123-jvmRun1");
    assertThat(said(first)).isEqualTo("taken []");
    end(first);
    Process second = child("2026-11-30T02-47-44_123-jvmRun1");
    assertThat(said(second)).contains("has audited into the report folder", "reuseForks=true");
    end(second);

    assertThat(said(child("2026-11-30T02-47-45_123-jvmRun1")))
        .as("another execution replaces what the last one left")
        .isEqualTo("taken []");
  }

  @Test
  void anotherRunInThisProcessIsRefusedAndTakesNothingAway() throws Exception {
    try (FolderLock first = FolderLock.take(folder, run)) {
      try (FolderLock again = FolderLock.take(folder.resolve("../" + folder.getFileName()), run)) {
        assertThat(again.gaps()).isEmpty();
      }
      assertThatThrownBy(() -> FolderLock.take(folder, new Object()))
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(said(child())).startsWith("refused");
      assertThat(first.gaps()).isEmpty();
    }
    FolderLock.take(folder, new Object()).close();
  }

  @Test
  void aLinkToTheFolderIsTheFolder() throws Exception {
    Path link =
        Files.createSymbolicLink(folder.resolveSibling(folder.getFileName() + "-l"), folder);
    try (FolderLock first = FolderLock.take(folder, run)) {
      assertThat(first.gaps()).isEmpty();
      assertThatThrownBy(() -> FolderLock.take(link, new Object()))
          .hasMessageStartingWith("Another run");
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void aFolderThatIsCleanedMeanwhileIsNoticed() throws Exception {
    try (FolderLock lock = FolderLock.take(folder, run)) {
      Files.delete(folder.resolve(FolderLock.FILE));
      assertThat(lock.gaps()).singleElement().asString().contains("was deleted or replaced");
    }
  }

  @Test
  void aFolderThatCannotBeMadeSaysWhatToDo() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> FolderLock.take(file.resolve("reports"), run))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("-D" + AuditParameters.REPORT_DIR + "=");
  }

  @Test
  void aLineOfWhateverIsNoProcess() {
    for (String line :
        List.of("", "pid=1", "pid=x host=h since=2026-11-30T00:00:00Z execution=", "\0", "=")) {
      assertThat(RunProcess.parse(line)).as(line).isEmpty();
    }
    assertThat(RunProcess.parse("pid=1 host=h since=yesterday execution=")).isEmpty();
    assertThat(Map.of(RunProcess.execution("java -jar x"), "")).containsKey("");
  }
}
