package dev.plumbline.engine.measure.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Split;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a checkpoint is measured on is all that is read of it, and no more. */
class FilesToReadTest {

  private static final Path IMAGES = Path.of("/images");

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(FilesToReadTest.class.getResource(name).toURI());
  }

  private static Inputs inputs(Optional<Path> latents, Optional<Path> noise) {
    return new Inputs(
        IMAGES,
        latents,
        2,
        1,
        new Inputs.Noise(
            noise.isPresent() ? Inputs.Noise.Kind.FILE : Inputs.Noise.Kind.INDEPENDENT, noise),
        latents.map(path -> path.resolveSibling("prompt.npy")),
        Split.HASH,
        latents.map(path -> path.resolveSibling("pooled.npy")),
        1);
  }

  private static Set<Path> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return new TreeSet<>(files.filter(Files::isRegularFile).toList());
    }
  }

  @Test
  void aPipelineIsReadWithItsEncodersAndThePhotographs() throws Exception {
    Path pipeline = resource("/reference-unet");
    Set<Path> expected = below(pipeline);
    expected.remove(pipeline.resolve("model_index.json"));
    expected.add(IMAGES);

    assertThat(
            FilesToRead.of(
                CheckpointSpec.of("mine", pipeline), inputs(Optional.empty(), Optional.empty())))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void dataBesideTheModelAndFilesOfInputsAreRead() throws Exception {
    Path model = resource("/variants/external-data/model.onnx");

    assertThat(
            FilesToRead.of(
                CheckpointSpec.of("mine", model),
                inputs(Optional.of(Path.of("/in/latents.npy")), Optional.of(Path.of("/n.npy")))))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    below(model.getParent()).stream(),
                    Stream.of("/in/latents.npy", "/in/prompt.npy", "/in/pooled.npy", "/n.npy")
                        .map(Path::of))
                .toList());
  }

  @Test
  void soAreTheCheckpointsThatInputsAndWeightsComeFrom() throws Exception {
    Path tiny = resource("/variants/torchscript/model.onnx");
    CheckpointSpec lender = CheckpointSpec.of("lender", resource("/reference-unet"));
    CheckpointSpec borrower = CheckpointSpec.of("mine", tiny).withInputsFrom(lender);
    Path redrawn = resource("/variants/dynamo/model.onnx");

    assertThat(
            FilesToRead.of(
                borrower.control(1, Path.of("/spill")).at(redrawn),
                inputs(Optional.empty(), Optional.empty())))
        .containsAll(List.of(tiny, redrawn, IMAGES))
        .containsAll(FilesToRead.of(lender, inputs(Optional.empty(), Optional.empty())));
  }
}
