package dev.plumbline.engine;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.HeldAudits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A baseline of the tiny U-Net that was recorded once, for tests of what is held against it. */
abstract class RecordedBaseline {

  static final String LAST = "normsStay/tiny/mid_block.resnets.1/50";
  static final String SCALED = "mid_block.resnets.1.conv2.weight";

  @TempDir static Path once;
  static Outcomes recording;

  @TempDir Path folder;

  Audits audits() {
    return Audits.in(folder)
        .of(HeldAudits.class)
        .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, 12, 4, 16, 16))
        .with("audit.baseline", "baselines");
  }

  @BeforeAll
  static void recordOnce() {
    recording =
        Audits.in(once)
            .of(HeldAudits.class)
            .with("audit.latents", NpyWriter.normal(once.resolve("some.npy"), 3, 12, 4, 16, 16))
            .with("audit.baseline", "baselines")
            .with("audit.baseline.mode", "record")
            .run();
  }

  /** Puts the baseline there that was recorded once for all tests. */
  void record() throws IOException {
    Files.createDirectories(folder.resolve("baselines"));
    for (String name : files(once, "baselines").keySet()) {
      Files.copy(
          once.resolve("baselines").resolve(name), folder.resolve("baselines").resolve(name));
    }
  }

  Path recorded() {
    return folder.resolve("baselines/tiny.csv");
  }

  static String header(Path csv) throws IOException {
    return Files.readAllLines(csv).stream()
        .filter(line -> line.startsWith("#"))
        .collect(Collectors.joining("\n"));
  }

  static List<String> results(Outcomes outcomes) {
    return texts(outcomes, RunNote.Kind.RESULT);
  }

  static List<String> texts(Outcomes outcomes, RunNote.Kind kind) {
    return outcomes.notes().stream()
        .filter(note -> note.kind() == kind)
        .map(RunNote::text)
        .toList();
  }

  static List<MetricVerdict> verdicts(Outcomes outcomes) {
    return outcomes.records().values().stream()
        .flatMap(List::stream)
        .filter(record -> record.atMost().isPresent())
        .map(MetricRecord::verdict)
        .toList();
  }

  /** Multiplies the weights that a layer ends with, and so its residual branch. */
  Path scaled(float factor) {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getName().endsWith(SCALED)) {
        ByteBuffer values =
            ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.capacity(); i += Float.BYTES) {
          values.putFloat(i, factor * values.getFloat(i));
        }
        tensor.setRawData(ByteString.copyFrom(values.array()));
        return GraphEdits.write(model, folder.resolve("changed.onnx"));
      }
    }
    throw new IllegalStateException("The graph has no " + SCALED);
  }

  Outcomes checkScaled(float factor) {
    return audits().with("audit.checkpoint", "tiny=" + scaled(factor)).run();
  }

  Map<String, byte[]> files(String name) throws IOException {
    return files(folder, name);
  }

  static Map<String, byte[]> files(Path folder, String name) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder.resolve(name))) {
      for (Path file : list.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
