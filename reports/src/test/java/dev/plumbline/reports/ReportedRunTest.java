package dev.plumbline.reports;

import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.files.FolderLock;
import dev.plumbline.api.report.RunEnding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.Launcher;

/** A run has its folder to itself, and an end whatever happens to it. */
class ReportedRunTest {

  private static final String AUDITS = "org.example.Norms";
  private static final List<String> VERDICTS =
      List.of("summary.json", "summary.md", "junit.xml", "decision.html", "index.html");

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node norms = audits.audit(AUDITS, "norms", "Norms");
  private final List<Process> children = new ArrayList<>();

  @TempDir private Path folder;

  @AfterEach
  void endChildren() {
    children.forEach(Process::destroyForcibly);
  }

  /** Runs three leaves; the second one says so, and takes as long as it is let. */
  static final class Child {
    public static void main(String[] arguments) {
      FakeAudits audits = new FakeAudits();
      FakeAudits.Node norms = audits.audit(AUDITS, "norms", "Norms");
      FakeAudits.Node first = leaf(norms, "sd15", "conv_in", 50);
      first.records(metric(first, "norm.max_z", 1, 2));
      leaf(norms, "sd15", "mid_block.resnets.0", 50).does(Child::waitForInput);
      leaf(norms, "sd15", "conv_out", 50);
      audits.run(new AuditReportListener(), Run.parameters(Path.of(arguments[0])));
    }

    private static void waitForInput() {
      System.out.println("in the middle");
      try {
        System.in.read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Process child() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    children.add(process);
    String line;
    do {
      line = process.inputReader(StandardCharsets.UTF_8).readLine();
      assertThat(line).as("what the child prints").isNotNull();
    } while (!line.equals("in the middle"));
    return process;
  }

  private static String rest(Process child) {
    return String.join("\n", child.inputReader(StandardCharsets.UTF_8).lines().toList());
  }

  private void aRunWasGreen() {
    FakeAudits green = new FakeAudits();
    leaf(green.audit(AUDITS, "norms", "Norms"), "green", "conv_in", 50);
    new Run().of(green, folder);
    assertThat(folder.resolve("summary.json")).content().contains("\"passed\"");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatIsDecidedIsReportedWhenTheProcessIsAskedToEnd() throws Exception {
    aRunWasGreen();
    Process child = child();

    child.toHandle().destroy(); // SIGTERM; Process.destroy would close what it prints

    String printed = rest(child);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isNotZero();
    assertThat(printed).contains("BROKEN", "Interrupted", "1 of 3 leaves have a result");
    Written written = new Written(folder);
    assertThat(written.metrics()).hasSize(1);
    assertThat(folder.resolve("summary.json"))
        .content()
        .contains("\"broken\"", "1 of 3 leaves have a result, 2 were not audited")
        .contains("not audited: norms[sd15, mid_block.resnets[0], t=50]")
        .contains("not audited: norms[sd15, conv_out, t=50]")
        .doesNotContain("green");
    assertThat(folder.resolve("junit.xml")).content().contains("Interrupted", "conv_out");
    assertThat(folder.resolve("summary.md")).content().contains("broken", "were not audited");
    assertThat(folder.resolve("decision.html")).content().contains("were not audited");
    assertThat(files()).doesNotContain("index.html").noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void aKilledRunLeavesNoVerdictOfAnEarlierOne() throws Exception {
    aRunWasGreen();
    Process child = child();

    child.destroyForcibly().waitFor();

    assertThat(files()).doesNotContainAnyElementsOf(VERDICTS).doesNotContain("metrics.csv");
    leaf(norms, "sd15", "conv_in", 50);
    new Run().of(audits, folder);
    assertThat(files()).containsAll(VERDICTS).noneMatch(name -> name.contains(".part"));
    assertThat(files()).noneMatch(name -> name.contains(".work"));
  }

  @Test
  void aSecondRunIsToldWhoHasTheFolderAndTakesNothingFromTheFirst() throws Exception {
    Process child = child();
    leaf(norms, "other", "conv_in", 50);

    Run second = new Run();
    audits.run(second.listener(), Run.parameters(folder));

    assertThat(second.console())
        .contains("Plumbline model audits: BROKEN", "1 leaf: 1 passed")
        .containsOnlyOnce("Another run has the report folder " + folder.toRealPath())
        .contains("process " + child.pid() + " on ")
        .doesNotContain("Open:");
    child.getOutputStream().close(); // now the first one may end
    assertThat(rest(child)).contains("Plumbline model audits: passed", "3 leaves: 3 passed");
    assertThat(child.waitFor()).isZero();
    assertThat(folder.resolve("summary.json"))
        .content()
        .contains("\"passed\"", "sd15")
        .doesNotContain("other");
  }

  @Test
  void aRefusedSecondRunLeavesTheFirstOnesReportsAlone() throws Exception {
    aRunWasGreen();
    audits.criticalIssue("audit.seed: 'one' is not a number");
    try (FolderLock first = FolderLock.take(folder, "another run")) {
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      Launcher launcher = audits.launcher(new AuditReportListener());
      launcher.registerLauncherDiscoveryListeners(
          new RefusedRunListener(new PrintStream(printed, true, StandardCharsets.UTF_8)));
      assertThatThrownBy(() -> launcher.discover(FakeAudits.request(Run.parameters(folder))))
          .hasMessageContaining("audit.seed");
      assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Another run has the report");
      assertThat(first.gaps()).isEmpty();
    }
    assertThat(folder.resolve("summary.json")).content().contains("\"passed\"");
  }

  @Test
  void anEngineThatEndsHearsWhatIsMissing() {
    assertThat(folder.resolve("allure-history/history.json/in-the-way").toFile().mkdirs()).isTrue();
    leaf(norms, "sd15", "conv_in", 50);
    List<String> missing = new ArrayList<>();
    audits.ends(missing::addAll);

    Run run = new Run();
    run.of(audits, folder);

    assertThat(missing).hasSize(1);
    assertThat(missing.get(0)).startsWith("cannot write " + folder.resolve("index.html"));
    assertThat(run.console()).contains("BROKEN").containsOnlyOnce("cannot write ");
    assertThat(folder.resolve("summary.json")).content().containsOnlyOnce("cannot write ");
  }

  @Test
  void reportsAreReadyWhenTheEngineHasSaidThatItEnds() {
    leaf(norms, "sd15", "conv_in", 50);
    List<String> missing = new ArrayList<>();
    audits.ends(
        said -> {
          missing.addAll(said);
          assertThat(folder.resolve("summary.json")).content().contains("\"passed\"");
        });

    Run run = new Run();
    run.of(audits, folder);

    assertThat(missing).isEmpty();
    assertThat(run.console()).containsOnlyOnce("Plumbline model audits: passed");
    assertThat(files("summary.json")).contains("\"passed\"");
  }

  @Test
  void whatGoesWrongAfterTheReportsIsReportedStill() {
    leaf(norms, "sd15", "conv_in", 50);
    audits.ends(said -> {});
    audits.engineFails(new IllegalStateException("the store cannot be closed"));

    new Run().of(audits, folder);

    for (String verdict : VERDICTS) {
      if (!verdict.equals("index.html")) { // packed
        assertThat(files(verdict)).as(verdict).contains("the store cannot be closed");
      }
    }
    assertThat(files("summary.json")).contains("\"broken\"");
  }

  private String files(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theEntryOfAnEndHoldsNothingWhenItIsOver() {
    List<Map<String, String>> entries = new ArrayList<>();
    assertThat(RunEnding.publish(entries::add)).isEmpty();
    assertThat(RunEnding.fromEntry(entries.get(0))).isEmpty();
  }
}
