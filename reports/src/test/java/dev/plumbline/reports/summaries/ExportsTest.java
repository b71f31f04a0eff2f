package dev.plumbline.reports.summaries;

import static dev.plumbline.reports.FakeAudits.accepted;
import static dev.plumbline.reports.FakeAudits.against;
import static dev.plumbline.reports.FakeAudits.leaf;
import static dev.plumbline.reports.FakeAudits.metric;
import static dev.plumbline.reports.FakeAudits.notApplicable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.FakeAudits;
import dev.plumbline.reports.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What programs and pull requests get of a run. */
class ExportsTest {

  private static final String ODD = "<b>|`*_[x](y) @you #1 \u0001&\n" + "x".repeat(300);

  private final FakeAudits audits = new FakeAudits();
  private final FakeAudits.Node norms =
      audits.audit("org.example.NormAudits", "norms", "No token stands out");

  @TempDir Path folder;

  private void everythingHappens() {
    FakeAudits.Node passed = leaf(norms, "sd15", "conv_in", 50);
    passed.records(metric(passed, "norm.max_z", 0.5, 1));
    FakeAudits.Node failed = leaf(norms, "sd15", "mid_block.resnets.0", 50);
    failed
        .records(
            metric(failed, "norm.max_z", 3, 1),
            metric(failed, ODD, 2, 1),
            notApplicable(failed, "norm.edge_share"))
        .fails(new AssertionError("norm.max_z is 3\nexpected at most 1"));
    leaf(norms, "sd15", "conv_out", 50).aborts("no bound row matches");
    leaf(norms, ODD, "conv_in", 50).skipped("switched off");
    FakeAudits.unreadable(norms, "gone").fails(new IllegalStateException(ODD));
    audits.note(RunNote.Kind.ENVIRONMENT, "seed", "42");
    audits.note(RunNote.Kind.WARNING, "images", ODD);
    audits.engineFails(new IllegalStateException("less than half was decided"));
  }

  @Test
  void junitXmlHasATestCaseForEachLeafAndForEachFailureOfTheRun()
      throws IOException, ParserConfigurationException, SAXException {
    everythingHappens();
    new Run().of(audits, folder);

    Element root =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("junit.xml").toFile())
            .getDocumentElement();

    List<Element> suites = children(root, "testsuite");
    Element suite = suites.get(0);
    assertThat(suite.getAttribute("name")).isEqualTo("org.example.NormAudits");
    assertThat(suite.getAttribute("tests")).isEqualTo("5");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("errors")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("2");
    List<Element> cases = children(suite, "testcase");
    assertThat(cases).hasSize(5);
    assertThat(cases.get(1).getAttribute("name"))
        .isEqualTo("norms[sd15, mid_block.resnets[0], t=50]");
    Element failure = children(cases.get(1), "failure").get(0);
    assertThat(failure.getAttribute("message")).isEqualTo("norm.max_z is 3");
    assertThat(failure.getTextContent()).isEqualTo("norm.max_z is 3\nexpected at most 1");
    assertThat(suites.get(1).getAttribute("errors")).isEqualTo("1");
    assertThat(suites.get(1).getTextContent()).isEqualTo("\nless than half was decided");
  }

  private static List<Element> children(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    List<Element> children = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      children.add((Element) nodes.item(i));
    }
    return children;
  }

  @Test
  void theJsonSummaryIsAsItsSchemaSays() throws IOException {
    everythingHappens();
    new Run().of(audits, folder);

    String summary = Files.readString(folder.resolve("summary.json"));

    assertValid(summary);
    JsonNode json = new ObjectMapper().readTree(summary);
    assertThat(json.path("verdict").asText()).isEqualTo("failed");
    assertThat(json.path("headline").asText()).isEqualTo("failed, 1 undecided");
    assertThat(json.path("undecided")).hasSize(1);
    assertThat(json.path("undecided").get(0).toString())
        .isEqualTo(
            "{\"checkpoint\":\"sd15\",\"audit\":\"NormAudits.norms\",\"undecided\":1,\"leaves\":3}");
    assertThat(json.path("warned").asInt()).isZero();
    assertThat(json.at("/leaves/passed").asInt()).isEqualTo(1);
    assertThat(json.at("/leaves/broken").asInt()).isEqualTo(1);
    assertThat(json.at("/checks/0/metric").asText()).isEqualTo(ODD);
    assertThat(json.at("/checks/1/checked").asInt()).isEqualTo(2);
    assertThat(json.at("/checks/1/outside").asInt()).isEqualTo(1);
    assertThat(json.path("not_passed")).hasSize(4);
    assertThat(json.at("/not_passed/0/layer").asText()).isEqualTo("mid_block.resnets.0");
    assertThat(json.at("/not_passed/0/metrics")).hasSize(2);
    assertThat(json.at("/not_passed/0/metrics/0/outside_by").asDouble()).isEqualTo(2);
    assertThat(json.at("/run_failures/0/message").asText()).isEqualTo("less than half was decided");
    assertThat(json.at("/environment/seed").asText()).isEqualTo("42");
    assertThat(json.path("command").asText()).isEqualTo("mvn verify");
  }

  @Test
  void soIsThatOfARunOfNothing() throws IOException {
    new Run().of(audits, folder);

    assertValid(Files.readString(folder.resolve("summary.json")));
  }

  private static void assertValid(String summary) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("../docs/summary.schema.json")));
    assertThat(schema.validate("{}", InputFormat.JSON)).isNotEmpty();
    assertThat(schema.validate(summary, InputFormat.JSON)).isEmpty();
  }

  @Test
  void theJsonSummaryHasWhatStandsAgainstABaselineAndWhatWasAccepted() throws IOException {
    FakeAudits.Node worse = leaf(norms, "sd15", "conv_in", 50);
    worse
        .records(
            against(worse, "norm.max_z", 3, 1.5, 1), accepted(worse, "norm.prevalence", 3, 1, 3))
        .fails(new AssertionError("too high"));
    FakeAudits.Node better = leaf(norms, "sd15", "conv_out", 50);
    better.records(against(better, "norm.max_z", 0.1, 1.5, 1));
    new Run().of(audits, folder);

    String text = Files.readString(folder.resolve("summary.json"));

    JsonNode summary = new ObjectMapper().readTree(text);
    assertThat(summary.path("accepted").asInt()).isEqualTo(1);
    assertThat(summary.at("/baseline/checked").asInt()).isEqualTo(2);
    assertThat(summary.at("/baseline/worse")).hasSize(1);
    assertThat(summary.at("/baseline/worse/0/layer").asText()).isEqualTo("conv_in");
    assertThat(summary.at("/baseline/worse/0/margin").asDouble()).isEqualTo(0.5);
    assertThat(summary.at("/baseline/worse/0/figure/baseline").asDouble()).isEqualTo(1);
    assertThat(summary.at("/baseline/worse/0/figure/adjusted_p").asDouble()).isEqualTo(0.0002);
    assertThat(summary.at("/baseline/better/0/layer").asText()).isEqualTo("conv_out");
    assertThat(summary.at("/not_passed/0/metrics/1/accepted_at").asDouble()).isEqualTo(3);
    assertValid(text);
  }

  @Test
  void theMarkdownSummaryIsShortAndOddTextsStayTexts() throws IOException {
    everythingHappens();
    new Run().of(audits, folder);

    String summary = Files.readString(folder.resolve("summary.md"));

    assertThat(summary)
        .startsWith("### Plumbline model audits: failed, 1 undecided\n\nsd15, ")
        .contains(": 5 leaves, 1 passed, 1 failed, 1 broken, 1 aborted, 1 skipped, in ")
        .contains("| sd15 | mid&#95;block.resnets&#91;0&#93; | 50 | norm.max&#95;z | 3 |")
        .contains("less than half was decided", "no bound row matches")
        .contains("<details><summary>Run it again</summary>\n\n    mvn verify\n")
        .contains("**Undecided**", "| sd15 | NormAudits.norms | 1 | 3 |")
        .doesNotContain("<b>", "@you", "](y)", "`", "#1 ")
        .doesNotContain("x".repeat(130));
    assertThat(summary.lines().filter(line -> line.startsWith("| sd15 | mid")))
        .allMatch(line -> line.chars().filter(c -> c == '|').count() == 8);
  }

  @Test
  void theMarkdownSummaryFitsIntoAComment() throws IOException {
    for (int i = 0; i < 40; i++) {
      FakeAudits.Node leaf = leaf(norms, ODD.repeat(3) + i, "up_blocks." + i + "." + ODD, 50);
      leaf.records(metric(leaf, ODD + i, 2, 1)).fails(new AssertionError(ODD));
      leaf(norms, "sd15", "down_blocks." + i + "." + ODD, 50).aborts(ODD.repeat(4));
      audits.note(RunNote.Kind.ENVIRONMENT, ODD + i, ODD);
      audits.note(RunNote.Kind.RESULT, ODD + i, "|#@".repeat(200));
    }
    new Run().of(audits, folder);

    assertThat(Files.size(folder.resolve("summary.md"))).isLessThan(65_536);
    assertThat(Files.readString(folder.resolve("summary.md")))
        .contains("- and more, which the console and the page have");
  }

  @Test
  void theMarkdownSummarySaysWhatBecameOfTheRunAsAWhole() throws IOException {
    leaf(norms, "sd15", "conv_in", 50);
    String planned =
        "a change is found with 80 %: norm.max_z by 2 on 12 scenes" + " again".repeat(50);
    audits.note(RunNote.Kind.RESULT, "comparisons of sd15", planned);
    new Run().of(audits, folder);

    assertThat(Files.readString(folder.resolve("summary.md")))
        .contains("<details><summary>The run as a whole</summary>\n\n- comparisons of sd15&#58; a")
        .contains("norm.max&#95;z by 2 on 12 scenes" + " again".repeat(50) + "\n");
  }
}
