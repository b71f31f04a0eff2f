package dev.plumbline.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.plumbline.api.Audit;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Timesteps;
import dev.plumbline.api.report.RunNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/** Whole runs of the engine, with checkpoints that are named by a location. */
class FetchedRunTest {

  private static final Path UNET =
      Path.of("../audit-engine/src/test/resources/variants/torchscript/model.onnx");

  @TempDir private Path folder;

  /** An audit of these tests. */
  @ModelAudit("Of a fetched U-Net")
  static class FetchedAudits {
    @Audit("Everything is a number")
    @Layers("mid_block.resnets[0]")
    @Timesteps(50)
    void finite(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }
  }

  private Path array(String name, int... shape) throws IOException {
    StringBuilder text = new StringBuilder();
    int size = 1;
    for (int side : shape) {
      text.append(side).append(", ");
      size *= side;
    }
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + text.toString().strip() + "), }";
    int length = (10 + header.length() + 1 + 63) / 64 * 64 - 10;
    ByteBuffer bytes = ByteBuffer.allocate(10 + length + 4 * size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1);
    bytes.put((byte) 0).putShort((short) length);
    bytes.put(
        (header + " ".repeat(length - header.length() - 1) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    Random random = new Random(size);
    for (int i = 0; i < size; i++) {
      bytes.putFloat((float) random.nextGaussian());
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  private Events run(String checkpoints, Map<String, String> more) throws IOException {
    Path bounds =
        Files.writeString(
            folder.resolve("bounds.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            FetchedAudits.*,finite.non_finite,**,*,,0,
            """);
    return EngineTestKit.engine("model-audit")
        .enableImplicitConfigurationParameters(false)
        .configurationParameter("audit.base.dir", folder.toString())
        .configurationParameter("audit.cache.dir", "cache")
        .configurationParameter("audit.checkpoint", checkpoints)
        .configurationParameter("audit.latents", array("latents.npy", 2, 4, 16, 16).toString())
        .configurationParameter("audit.prompt", array("prompt.npy", 1, 77, 16).toString())
        .configurationParameter("audit.bounds", bounds.toString())
        .configurationParameter("audit.executor", "in-process")
        .configurationParameter("audit.device", "cpu")
        .configurationParameter("audit.threads", "1")
        .configurationParameters(more)
        .selectors(selectClass(FetchedAudits.class))
        .execute()
        .allEvents();
  }

  private static List<String> environment(Events events) {
    return events.list().stream()
        .filter(event -> event.getType() == EventType.REPORTING_ENTRY_PUBLISHED)
        .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs())
        .flatMap(entry -> RunNote.fromEntry(entry).stream())
        .filter(note -> note.kind() == RunNote.Kind.ENVIRONMENT)
        .map(note -> note.name() + ": " + note.text())
        .toList();
  }

  private static List<Throwable> failures(Events events) {
    return events.list().stream()
        .filter(event -> event.getType() == EventType.FINISHED)
        .map((Event event) -> event.getRequiredPayload(TestExecutionResult.class))
        .flatMap(result -> result.getThrowable().stream())
        .toList();
  }

  @Test
  void aFetchedCheckpointIsAuditedAndReportsSayWhatItWas() throws IOException {
    try (FakeHub web = new FakeHub()) {
      byte[] model = Files.readAllBytes(UNET);
      web.fault("/tiny.onnx", exchange -> web.give(exchange, model, "\"1\""));
      String location = web.endpoint() + "/tiny.onnx";
      Events events = run("mine=" + location + "," + UNET.toAbsolutePath(), Map.of());
      assertThat(failures(events)).isEmpty();
      assertThat(events.finished().list())
          .filteredOn(event -> event.getTestDescriptor().isTest())
          .hasSize(2)
          .allMatch(
              event ->
                  event.getRequiredPayload(TestExecutionResult.class).getStatus()
                      == TestExecutionResult.Status.SUCCESSFUL);
      assertThat(environment(events))
          .contains("location of mine: " + location + ", sha256 " + FakeHub.sha256(model));
      assertThat(web.requests()).hasSize(1);
    }
  }

  @Test
  void oneThatCannotBeHadCostsItsOwnLeavesAlone() throws IOException {
    try (FakeHub web = new FakeHub()) {
      Events events =
          run(
              "gone="
                  + web.endpoint()
                  + "/gone.onnx,unknown=gs://bucket/x,tiny="
                  + UNET.toAbsolutePath(),
              Map.of());
      assertThat(failures(events))
          .extracting(Throwable::getMessage)
          .anyMatch(text -> text.contains("gone: ") && text.contains("(404)"))
          .anyMatch(
              text -> text.contains("unknown: ") && text.contains("nothing here fetches gs://"));
      assertThat(environment(events)).noneMatch(fact -> fact.startsWith("location of"));
    }
  }

  @Test
  void aRunThatIsRefusedFetchesNothing() throws IOException {
    try (FakeHub web = new FakeHub()) {
      run("mine=" + web.endpoint() + "/tiny.onnx", Map.of("audit.threads", "none"));
      assertThat(web.requests()).isEmpty();
    }
  }
}
