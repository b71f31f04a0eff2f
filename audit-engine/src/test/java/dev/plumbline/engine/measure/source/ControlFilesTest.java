package dev.plumbline.engine.measure.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlFilesTest {

  private static final RunListener SILENT =
      new RunListener() {
        @Override
        public void line(String text) {}

        @Override
        public void warning(String about, String text) {}

        @Override
        public void environment(String name, String value) {}
      };

  @TempDir Path folder;

  private static CheckpointSpec reference() throws URISyntaxException {
    return CheckpointSpec.of(
        "base", Path.of(ControlFilesTest.class.getResource("/reference-unet").toURI()));
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Constants may have become initialisers. */
  private static List<GraphNode> operators(Path unet) {
    return GraphIndex.read(unet).nodes().stream()
        .filter(node -> !node.opType().equals("Constant"))
        .toList();
  }

  @Test
  void aControlIsThereUntilItIsClosed() throws Exception {
    CheckpointSpec control = reference().control(42, folder);

    try (ControlFiles files = ControlFiles.of(control, SILENT)) {
      Path unet = files.checkpoint().path();
      assertThat(unet).startsWith(folder).exists();
      assertThat(unet.resolveSibling("config.json")).exists();
      assertThat(files.checkpoint().name()).isEqualTo("base~random");
      assertThat(files.checkpoint().description())
          .isEqualTo("random weights in place of " + reference().path());
      assertThat(operators(unet))
          .isEqualTo(operators(reference().path().resolve("unet/model.onnx")));
    }

    assertThat(in(folder)).isEmpty();
  }

  @Test
  void theWeightsFollowFromTheSeed() throws Exception {
    byte[][] weights = new byte[3][];
    long[] seeds = {42, 42, 43};
    for (int i = 0; i < seeds.length; i++) {
      try (ControlFiles files = ControlFiles.of(reference().control(seeds[i], folder), SILENT)) {
        weights[i] = Files.readAllBytes(files.checkpoint().path().resolveSibling("weights.bin"));
      }
    }

    assertThat(Arrays.equals(weights[0], weights[1])).isTrue();
    assertThat(Arrays.equals(weights[0], weights[2])).isFalse();
  }

  @Test
  void whatADeadProcessLeftIsDeletedAndWhatIsInUseIsNot() throws Exception {
    Path left = Files.createDirectory(folder.resolve(ControlFiles.PREFIX + "left"));
    Files.writeString(left.resolve("weights.bin"), "left");
    Files.writeString(left.resolve("plumbline.lock"), "");
    Path other = Files.createDirectory(folder.resolve("another"));

    try (ControlFiles one = ControlFiles.of(reference().control(42, folder), SILENT);
        ControlFiles two = ControlFiles.of(reference().control(42, folder), SILENT)) {
      assertThat(left).doesNotExist();
      assertThat(one.checkpoint().path()).exists();
      assertThat(two.checkpoint().path()).exists();
    }

    assertThat(in(folder)).containsExactly(other);
  }

  @Test
  void anyOtherCheckpointIsReadWhereItIs() throws Exception {
    try (ControlFiles files = ControlFiles.of(reference(), SILENT)) {
      assertThat(files.checkpoint()).isEqualTo(reference());
    }

    assertThat(reference().path()).exists();
  }

  @Test
  void aFolderThatCannotBeWrittenToIsNamedWithTheRemedy() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> ControlFiles.of(reference().control(42, file), SILENT))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("the redrawn weights, 8.", " MB", file.toString())
        .hasMessageContaining("-Daudit.spill.dir=");
  }
}
