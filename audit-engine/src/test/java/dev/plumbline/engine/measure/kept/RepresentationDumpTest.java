package dev.plumbline.engine.measure.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.checkpoint.model.AppendedModel;
import dev.plumbline.engine.checkpoint.model.ModelAppender;
import dev.plumbline.engine.checkpoint.model.ModelHash;
import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.encoders.SharedEncodings;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SomeOptions;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("heavy")
class RepresentationDumpTest {

  private static final LayerName ATTENTION = new LayerName("mid_block.attentions.0");
  private static final LayerName FIRST = new LayerName("conv_in");
  private static final int IMAGES = 6;
  private static final long PLENTY = 10_000_000_000L;

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private Step atFirstLine = () -> {};

  private interface Step {
    void run() throws IOException;
  }

  private void runAtFirstLine() {
    try {
      atFirstLine.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Measurer measurer(Path dump, long limit, int batch) {
    return measurer(inputs(), dump, limit, batch);
  }

  private Measurer measurer(Inputs inputs, Path dump, long limit, int batch) {
    RunListener listener =
        new RunListener() {
          @Override
          public void line(String text) {
            said.add(text);
            if (said.size() == 1) {
              runAtFirstLine();
            }
          }

          @Override
          public void warning(String about, String text) {
            said.add("WARNING " + about + ": " + text);
          }

          @Override
          public void environment(String name, String value) {}
        };
    return new Measurer(
        MeasuringSettings.of(inputs, SomeOptions.cpu(2).withBatch(batch))
            .withDump(Optional.of(new Dump(dump, limit))),
        Vectors.builtIn(),
        listener);
  }

  private static Inputs inputs() {
    Inputs all = Vectors.referenceInputs();
    return all.withSamples(IMAGES);
  }

  /** Plans both layers at t = 50, and one of them at t = 500. */
  private static CheckpointPlan plan(String name) {
    CheckpointPlan plan =
        CheckpointPlan.empty(CheckpointSpec.of(name, Vectors.referenceCheckpoint().path()));
    plan.add(50, FIRST, Set.of(PositionProbe.class));
    plan.add(50, ATTENTION, Set.of(FiniteActivations.class));
    plan.add(500, ATTENTION, Set.of(FiniteActivations.class));
    return plan;
  }

  @Test
  void rowsAreTheLayersOutputs() throws IOException, OrtException {
    measurer(folder, PLENTY, 4).measure(plan("reference"));

    Path checkpoint = folder.resolve("reference");
    assertThat(files(checkpoint))
        .containsExactlyInAnyOrder(
            "images.csv",
            "conv_in/t50.npy",
            "mid_block.attentions.0/t50.npy",
            "mid_block.attentions.0/t500.npy");
    List<String> images = Files.readAllLines(checkpoint.resolve("images.csv"));
    assertThat(images)
        .hasSize(1 + IMAGES)
        .startsWith("row,image,scene,part")
        .allMatch(line -> line.matches("row,image,scene,part|\\d,(\\d+),\\1,(training|test)"))
        .filteredOn(line -> line.endsWith(",test"))
        .hasSize(2);
    assertRows(50, FIRST);
    assertRows(50, ATTENTION);
    assertRows(500, ATTENTION);
    assertThat(said)
        .contains("dumping reference from t=50 on: 0.4 MB of 6 images to " + checkpoint);
  }

  @Test
  void whereImagesPassTwiceTheyAreWrittenOnceFoldByFold() throws IOException {
    measurer(inputs().withFolds(3), folder, PLENTY, 1).measure(plan("folded"));
    measurer(folder, PLENTY, 1).measure(plan("split"));

    assertThat(Files.readAllLines(folder.resolve("folded/images.csv")))
        .map(line -> line.replaceAll("^(\\d),(\\d+),\\2,", "$1,"))
        .containsExactly(
            "row,image,scene,part",
            "0,fold 1",
            "1,fold 1",
            "2,fold 2",
            "3,fold 2",
            "4,fold 3",
            "5,fold 3");
    // a split of the tail leaves them in the order in which they come, too
    assertThat(folder.resolve("folded/conv_in/t50.npy"))
        .hasSameBinaryContentAs(folder.resolve("split/conv_in/t50.npy"));
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }

  private void assertRows(int timestep, LayerName layer) throws OrtException {
    NumpyArray dumped =
        NumpyArray.read(folder.resolve("reference/" + layer.path() + "/t" + timestep + ".npy"));
    float[] values = dumped.data();
    int size = values.length / IMAGES;
    assertThat(dumped.shape()[0]).isEqualTo(IMAGES);
    for (int row : new int[] {0, IMAGES - 1}) {
      float[] expected = directRun(row, timestep, layer, dumped.shape());
      assertThat(Arrays.copyOfRange(values, row * size, (row + 1) * size))
          .as(layer + " row " + row)
          .containsExactly(expected, within(1e-4f));
    }
  }

  /** Runs the U-Net without any head, with the layer's tensor as an output. */
  private static float[] directRun(int row, int timestep, LayerName layer, long[] shape)
      throws OrtException {
    CheckpointOnDisk files = CheckpointOnDisk.read(Vectors.referenceCheckpoint());
    Inputs given = inputs();
    InputSet inputs =
        new InputLoader(
                given,
                new SharedEncodings(ModelHash::sha256, line -> {}),
                model -> {
                  throw new AssertionError("no encoder is needed");
                },
                warning -> {})
            .load(files.geometry(), files.encoders());
    GraphIndex index = files.index();
    NetworkInterface unet = files.network();
    String tensor =
        LayerLocator.locate(index).layers().stream()
            .filter(located -> located.layer().equals(layer))
            .map(LocatedLayer::tensor)
            .findFirst()
            .orElseThrow();
    AppendedModel model =
        ModelAppender.append(
            index,
            GraphProto.newBuilder().addOutput(ValueInfoProto.newBuilder().setName(tensor)).build());
    OrtEnvironment environment = OnnxRuntime.environment();
    long[] timeShape = unet.timestep().dims().orElseThrow().stream().mapToLong(d -> 1).toArray();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = open(environment, options, model);
        OnnxTensor sample =
            OnnxTensor.createTensor(
                environment,
                FloatBuffer.wrap(inputs.noisy(row, timestep)),
                new long[] {1, inputs.channels(), inputs.height(), inputs.width()});
        OnnxTensor time =
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(new long[] {timestep}), timeShape);
        OnnxTensor prompt =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(inputs.prompt().data()), inputs.prompt().shape());
        OrtSession.Result result =
            session.run(
                Map.of(
                    unet.sample().name(), sample,
                    unet.timestep().name(), time,
                    unet.encoderHiddenStates().name(), prompt),
                Set.of(tensor))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      assertThat(Arrays.copyOfRange(output.getInfo().getShape(), 1, 4))
          .containsExactly(Arrays.copyOfRange(shape, 1, 4));
      return output.getFloatBuffer().array();
    }
  }

  @Test
  void moreThanTheLimitIsNotBegun() throws IOException {
    CheckpointPlan plan = plan("reference");
    CheckpointResults results = measurer(folder, 400_000, 1).measure(plan);

    plan.passes()
        .forEach(
            (timestep, layers) ->
                assertThatThrownBy(
                        () -> results.measurement(timestep, ATTENTION, FiniteActivations.class))
                    .isInstanceOf(UserError.class)
                    .hasMessage(
                        "reference: audit.dump: the representations of reference would be 0.4 MB,"
                            + " more than the 0.4 MB that audit.dump.limit allows; take fewer"
                            + " layers (audit.layers), timesteps (audit.timesteps) or images"
                            + " (audit.samples), another folder, or a higher audit.dump.limit"));
    assertThat(files(folder)).isEmpty();
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path there = folder.resolve("reference/notes.txt");
    Files.createDirectories(there.getParent());
    Files.writeString(there, "mine");

    assertThatThrownBy(() -> measurer(folder, PLENTY, 1).measure(plan("reference")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "reference: audit.dump: there already is something in "
                + there.getParent()
                + ", and nothing is overwritten; delete it, or give another folder");
    assertThat(there).hasContent("mine");
  }

  @Test
  void aNameFromOutsideStaysInTheFolder() throws IOException {
    Path inner = folder.resolve("dump");
    measurer(inner, PLENTY, 1).measure(plan("../a/b"));

    assertThat(files(folder))
        .hasSize(4)
        .allSatisfy(file -> assertThat(file).startsWith("dump/%2E.%2Fa%2Fb/"));
  }

  /** Something gets in the way of a file after the dump has begun, as a full disk would. */
  @Test
  void aFileThatCannotBeWrittenDoesNotTakeTheAuditsAlong() throws IOException {
    CheckpointPlan plan = plan("reference");
    atFirstLine =
        () -> Files.createDirectories(folder.resolve("reference/conv_in/t50.npy/in the way"));
    CheckpointResults results = measurer(folder, PLENTY, 1).measure(plan);

    assertThat(results.measurement(50, FIRST, PositionProbe.class)).isNotNull();
    assertThat(results.measurement(500, ATTENTION, FiniteActivations.class)).isNotNull();
    assertThat(files(folder))
        .containsExactlyInAnyOrder(
            "reference/images.csv", "reference/mid_block.attentions.0/t500.npy");
    assertThat(said)
        .filteredOn(text -> text.startsWith("WARNING"))
        .singleElement()
        .asString()
        .startsWith(
            "WARNING reference: audit.dump: the representations at t=50 are not all there, writing"
                + " failed (")
        .endsWith("); the audits are not touched by it");
  }

  private static OrtSession open(
      OrtEnvironment environment, OrtSession.SessionOptions options, AppendedModel model)
      throws OrtException {
    for (Map.Entry<String, String> entry : model.sessionConfiguration().entrySet()) {
      options.addConfigEntry(entry.getKey(), entry.getValue());
    }
    return environment.createSession(model.bytes(), options);
  }
}
