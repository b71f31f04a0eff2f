package dev.plumbline.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Checkpoints of which one thing is not what it should be. */
final class ModelKinds {

  private static final String GRAPH = "unet/model.onnx";

  private ModelKinds() {}

  /** Changes a graph. */
  @FunctionalInterface
  interface GraphEdit {
    void apply(ModelProto.Builder model, Random random);
  }

  private static Map<String, String> run(Workplace place) {
    return Map.of(
        AuditParameters.CHECKPOINT,
        Materials.SOUND
            + "="
            + place.materials().sound()
            + ","
            + Materials.HOSTILE
            + "="
            + place.checkpoint());
  }

  static Edit of(GraphEdit edit) {
    return (place, random) -> {
      place.copy(place.materials().sound(), "checkpoint");
      return edited(place, edit, random);
    };
  }

  static Edit ofExternal(GraphEdit edit) {
    return (place, random) -> {
      place.copy(place.materials().external(), "checkpoint");
      return edited(place, edit, random);
    };
  }

  private static Map<String, String> edited(Workplace place, GraphEdit edit, Random random)
      throws IOException {
    Path graph = place.checkpoint().resolve(GRAPH);
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(graph)).toBuilder();
    edit.apply(model, random);
    Files.write(graph, model.build().toByteArray());
    return run(place);
  }

  static Edit bytes() {
    return (place, random) -> {
      place.copy(place.materials().sound(), "checkpoint");
      Path graph = place.checkpoint().resolve(GRAPH);
      Files.write(graph, Bytes.damage(Files.readAllBytes(graph), random));
      return run(place);
    };
  }

  static Map<String, String> weights(Workplace place, Random random) throws IOException {
    place.copy(place.materials().external(), "checkpoint");
    Path weights = place.checkpoint().resolve("unet/model.onnx_data");
    Files.write(weights, Bytes.damage(Files.readAllBytes(weights), random));
    return run(place);
  }

  private static String pointer() {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:"
        + "0".repeat(64)
        + "\nsize 3438167534\n";
  }

  /** Damages, removes or replaces one of the files of a pipeline. */
  static Map<String, String> files(Workplace place, Random random) throws IOException {
    Materials materials = place.materials();
    place.copy(random.nextBoolean() ? materials.sound() : materials.external(), "checkpoint");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(place.checkpoint())) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    Path file = files.get(random.nextInt(files.size()));
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    switch (random.nextInt(7)) {
      case 0 -> {} // gone
      case 1 -> Files.createDirectory(file);
      case 2 -> Files.write(file, new byte[0]);
      case 3 -> Files.writeString(file, pointer(), UTF_8);
      case 4 -> Files.createSymbolicLink(file, file.getFileName()); // of itself
      case 5 ->
          Files.createSymbolicLink(file, Path.of(random.nextBoolean() ? "/dev/full" : "nothing"));
      default -> {
        boolean isText = file.toString().endsWith(".json");
        Files.write(file, isText ? Text.damage(bytes, random) : Bytes.damage(bytes, random));
      }
    }
    return run(place);
  }
}
