package dev.plumbline.reports;

import static dev.plumbline.reports.FakeAudits.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.AuditParameters;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryListener;

/** Discovery alone, as Failsafe does before it begins a run. */
class RefusedRunListenerTest {

  private final FakeAudits audits = new FakeAudits();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @TempDir private Path folder;

  @BeforeEach
  void aRunWasGreen() {
    leaf(audits.audit("org.example.Norms", "norms", "Norms"), "sd15", "conv_in", 50);
    new Run().of(audits, folder);
    assertThat(folder.resolve("summary.md")).content().contains("audits: passed");
    assertThat(folder.resolve("index.html")).exists();
  }

  private Launcher launcher() {
    Launcher launcher = audits.launcher(new AuditReportListener(new PrintStream(printed, true)));
    launcher.registerLauncherDiscoveryListeners(
        new RefusedRunListener(new PrintStream(printed, true, StandardCharsets.UTF_8)));
    return launcher;
  }

  private void refused(Map<String, String> parameters) {
    audits.criticalIssue("audit.layer: unknown; did you mean audit.layers?");
    audits.criticalIssue("audit.seed: 'one' is not a number");
    Launcher launcher = launcher();

    assertThatThrownBy(() -> launcher.discover(FakeAudits.request(parameters)))
        .hasMessageContaining("audit.layer: unknown");
  }

  @Test
  void thePlatformFindsItByItself() {
    assertThat(ServiceLoader.load(LauncherDiscoveryListener.class))
        .hasAtLeastOneElementOfType(RefusedRunListener.class);
  }

  @Test
  void theReportOfTheLastRunIsReplacedByOneThatSaysWhyThereWasNone() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("baseline")).resolve("sd15.csv"), "");
    refused(Run.parameters(folder));

    assertThat(folder.resolve("baseline")).doesNotExist();
    assertThat(folder.resolve("summary.md"))
        .content()
        .startsWith("### Plumbline model audits: broken\n\nNo leaf was audited, in 0.0 s.")
        .contains("Nothing was audited", "did you mean audit.layers?", "is not a number");
    for (String report : new String[] {"summary.json", "junit.xml", "decision.html"}) {
      assertThat(folder.resolve(report))
          .content()
          .as(report)
          .contains("did you mean audit.layers?", "is not a number")
          .doesNotContain("conv_in");
    }
    assertThat(folder.resolve("index.html")).doesNotExist();
    assertThat(folder.resolve("metrics.csv")).doesNotExist();
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aRunThatWouldWriteNoReportTakesNoneAway() {
    refused(Map.of(AuditParameters.REPORT_DIR, folder.toString(), AuditParameters.DRY_RUN, "true"));

    assertThat(folder.resolve("summary.md")).content().contains("audits: passed");
  }

  @Test
  void discoveryThatRefusesNothingLeavesReportsAlone() {
    launcher().discover(FakeAudits.request(Run.parameters(folder)));

    assertThat(folder.resolve("summary.md")).content().contains("audits: passed");
    assertThat(folder.resolve("index.html")).exists();
  }

  @Test
  void aFolderThatCannotBeMadeReadyIsSaid() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    refused(Run.parameters(file.resolve("reports")));

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("No report says that the run was refused: ", file.toString());
  }
}
