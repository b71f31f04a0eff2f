package dev.plumbline.reports.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.Halves;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import dev.plumbline.reports.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.Launcher;

class ExplorerReportTest {

  @TempDir Path folder;
  private final Run run = new Run();

  private static Exploration exploration() {
    return new Exploration(
        "sd15",
        List.of(new Exploration.Image("0", Optional.empty())),
        List.of(
            new Exploration.Representation(
                new LayerName("mid_block.resnets.1"),
                50,
                1,
                1,
                2,
                List.of(new Halves(0, new short[] {0x3C00, 0x4000})))),
        List.of());
  }

  private static FakeAudits audits() {
    FakeAudits audits = new FakeAudits();
    FakeAudits.Node audit = audits.audit("org.example.NormAudits", "norms", "No norm stands out");
    FakeAudits.leaf(audit, "sd15", "mid_block.resnets[1]", 50).fails(new AssertionError("no"));
    FakeAudits.leaf(audit, "sd15", "conv_in", 50);
    return audits;
  }

  private static List<String> links(JsonNode leaf) {
    return leaf.path("links").findValuesAsText("url").stream()
        .filter(url -> url.startsWith("explorer.html"))
        .toList();
  }

  @Test
  void thePageIsThereAndLeavesLinkToTheirLayer() {
    FakeAudits audits = audits();
    audits.explores(exploration());
    Written written = run.of(audits, folder);

    assertThat(folder.resolve("explorer.html")).isNotEmptyFile();
    assertThat(run.console())
        .contains("Explore: " + folder.resolve("explorer.html").toUri())
        .doesNotContain("NOT WRITTEN");
    assertThat(links(written.leaf("norms[sd15, mid_block.resnets[1], t=50]")))
        .containsExactly(
            "explorer.html#checkpoint=sd15&layer=mid_block.resnets%5B1%5D&timestep=50");
    assertThat(links(written.leaf("norms[sd15, conv_in, t=50]"))).isEmpty();
  }

  @Test
  void withoutAnythingToExploreThereIsNoPageNotEvenAnOldOne() throws IOException {
    Files.writeString(folder.resolve("explorer.html"), "of an earlier run");
    Written written = run.of(audits(), folder);

    assertThat(folder.resolve("explorer.html")).doesNotExist();
    assertThat(run.console()).doesNotContain("Explore");
    assertThat(written.leaves()).hasSize(2).allMatch(leaf -> links(leaf).isEmpty());
  }

  @Test
  void theFailuresOfARunKeepThePageWhenTheyRunAgain() {
    FakeAudits audits = audits();
    audits.explores(exploration());
    Launcher launcher = audits.launcher(run.listener());
    launcher.execute(FakeAudits.request(Run.parameters(folder)));
    FakeAudits again = new FakeAudits();
    FakeAudits.Node audit = again.audit("org.example.NormAudits", "norms", "No norm stands out");
    FakeAudits.Node leaf = FakeAudits.leaf(audit, "sd15", "mid_block.resnets[1]", 50);
    again.launcher(run.listener()).execute(FakeAudits.request(Run.parameters(folder), leaf));

    assertThat(folder.resolve("explorer.html")).isNotEmptyFile();
    Written written = new Written(folder);
    assertThat(written.leaves()).hasSize(2);
    assertThat(links(written.leaf("norms[sd15, mid_block.resnets[1], t=50]"))).hasSize(1);
  }
}
