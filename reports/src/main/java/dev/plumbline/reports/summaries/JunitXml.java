package dev.plumbline.reports.summaries;

import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunFailure;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.Texts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * {@code junit.xml}: a test case for each leaf, a suite for each audit class, in the format that
 * build servers read. A failure of the run is an erroneous test case of its own. Aborted and
 * skipped leaves are skipped ones.
 */
public final class JunitXml implements Report {

  private static final String RUN = "the run";

  /** How many test cases a suite has, and how many of those are what. */
  private record Counts(long tests, long failures, long errors, long skipped) {}

  private final Path file;

  /**
   * Makes the report.
   *
   * @param file where it goes
   */
  public JunitXml(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Optional<Path> verdict() {
    return Optional.of(file);
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public void end(RunResults run) throws IOException {
    AtomicFile.write(
        file,
        stream -> {
          try (Writer writer =
              new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8))) {
            write(XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(writer), run);
          } catch (XMLStreamException e) {
            throw new IOException(e);
          }
        });
  }

  private static void write(XMLStreamWriter xml, RunResults run) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuites");
    Map<String, List<LeafResult>> suites =
        run.leaves().stream()
            .collect(
                Collectors.groupingBy(
                    leaf -> leaf.leaf().className(), LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<String, List<LeafResult>> suite : suites.entrySet()) {
      suite(xml, suite.getKey(), suite.getValue());
    }
    if (!run.failures().isEmpty()) {
      failures(xml, run.failures());
    }
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.close();
  }

  private static void suite(XMLStreamWriter xml, String name, List<LeafResult> leaves)
      throws XMLStreamException {
    Duration time = leaves.stream().map(JunitXml::time).reduce(Duration.ZERO, Duration::plus);
    Counts counts =
        new Counts(
            leaves.size(),
            count(leaves, Outcome.FAILED),
            count(leaves, Outcome.BROKEN),
            count(leaves, Outcome.ABORTED) + count(leaves, Outcome.SKIPPED));
    start(xml, name, counts, time);
    for (LeafResult leaf : leaves) {
      testCase(xml, leaf.leaf().name(), name, time(leaf));
      switch (leaf.outcome()) {
        case PASSED -> {}
        case FAILED -> reason(xml, "failure", leaf.message());
        case BROKEN -> reason(xml, "error", leaf.message());
        case ABORTED, SKIPPED -> reason(xml, "skipped", leaf.message());
      }
      end(xml);
    }
    end(xml);
  }

  private static void failures(XMLStreamWriter xml, List<RunFailure> failures)
      throws XMLStreamException {
    start(xml, RUN, new Counts(failures.size(), 0, failures.size(), 0), Duration.ZERO);
    for (RunFailure failure : failures) {
      testCase(xml, failure.name(), RUN, Duration.ZERO);
      reason(xml, "error", failure.message());
      end(xml);
    }
    end(xml);
  }

  private static void start(XMLStreamWriter xml, String name, Counts counts, Duration time)
      throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", legal(name));
    xml.writeAttribute("tests", Long.toString(counts.tests()));
    xml.writeAttribute("failures", Long.toString(counts.failures()));
    xml.writeAttribute("errors", Long.toString(counts.errors()));
    xml.writeAttribute("skipped", Long.toString(counts.skipped()));
    xml.writeAttribute("time", seconds(time));
  }

  private static void testCase(XMLStreamWriter xml, String name, String className, Duration time)
      throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testcase");
    xml.writeAttribute("name", legal(Texts.oneLine(name)));
    xml.writeAttribute("classname", legal(className));
    xml.writeAttribute("time", seconds(time));
  }

  /** Writes why a test case did not pass: its first line as the message, all of it as the text. */
  private static void reason(XMLStreamWriter xml, String element, String message)
      throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeAttribute("message", legal(Texts.firstLine(message)));
    xml.writeCharacters(legal(message));
    xml.writeEndElement();
  }

  private static void end(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeEndElement();
  }

  private static long count(List<LeafResult> leaves, Outcome outcome) {
    return leaves.stream().filter(leaf -> leaf.outcome() == outcome).count();
  }

  private static Duration time(LeafResult leaf) {
    return Duration.between(leaf.start(), leaf.stop());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toMillis() / 1000.0);
  }

  /** Returns a text without the characters that XML 1.0 cannot hold. */
  private static String legal(String text) {
    return text.replaceAll(
        "[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "");
  }
}
