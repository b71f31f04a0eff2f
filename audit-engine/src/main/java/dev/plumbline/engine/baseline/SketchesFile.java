package dev.plumbline.engine.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sketches of layers, as JSON lines: first the images, then a line for each layer at each
 * timestep. docs/bounds.md, "The files of a baseline", says what stands in a line.
 */
final class SketchesFile {

  private static final String NON_FINITE = "non_finite";
  private static final String SQUARES = "squares";
  private static final String STEPS = "steps";
  private static final String SKETCHES = "sketches";

  private SketchesFile() {}

  /** Writes sketches as text. The same sketches always are the same text. */
  static String text(SortedMap<Integer, SortedMap<LayerName, LayerSketch>> sketches) {
    ImageLines lines = new ImageLines(scenes(sketches));
    sketches.forEach(
        (timestep, layers) ->
            layers.forEach((layer, sketch) -> lines.add(line(timestep, layer, sketch, lines))));
    return lines.text();
  }

  /** Of an image that is finite nowhere the scene is not known, and nobody asks for it. */
  private static SortedMap<String, String> scenes(
      SortedMap<Integer, SortedMap<LayerName, LayerSketch>> sketches) {
    SortedMap<String, String> scenes = new TreeMap<>();
    for (SortedMap<LayerName, LayerSketch> layers : sketches.values()) {
      for (LayerSketch sketch : layers.values()) {
        sketch.images().forEach(image -> scenes.put(image.name(), image.scene()));
        sketch.nonFinite().forEach(name -> scenes.putIfAbsent(name, ""));
      }
    }
    return scenes;
  }

  private static ObjectNode line(
      int timestep, LayerName layer, LayerSketch sketch, ImageLines lines) {
    ObjectNode line =
        ImageLines.line()
            .put("layer", layer.path())
            .put("timestep", timestep)
            .put("channels", sketch.channels())
            .put("tokens", sketch.tokens());
    List<LayerSketch.Image> images = sketch.images();
    ArrayNode indices = line.putArray(ImageLines.IMAGES);
    images.forEach(image -> indices.add(lines.number(image.name())));
    ArrayNode nonFinite = line.putArray(NON_FINITE);
    sketch.nonFinite().stream().sorted().map(lines::number).forEach(nonFinite::add);
    ArrayNode squares = line.putArray(SQUARES);
    images.forEach(image -> squares.add(image.squares()));
    ArrayNode steps = line.putArray(STEPS);
    images.forEach(image -> steps.add(image.step()));
    ArrayNode all = line.putArray(SKETCHES);
    images.forEach(image -> all.add(bytes(image.steps())));
    return line;
  }

  private static byte[] bytes(short[] steps) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Short.BYTES * steps.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(steps);
    return bytes.array();
  }

  /**
   * Reads sketches.
   *
   * @throws IllegalArgumentException if the text is not what {@link #text} writes; the message says
   *     which line
   */
  static SortedMap<Integer, SortedMap<LayerName, LayerSketch>> parse(String text) {
    SortedMap<Integer, SortedMap<LayerName, LayerSketch>> sketches = new TreeMap<>();
    ImageLines.read(text, (line, images) -> add(line, images, sketches));
    return sketches;
  }

  private static void add(
      JsonNode node,
      List<Image> all,
      SortedMap<Integer, SortedMap<LayerName, LayerSketch>> sketches)
      throws IOException {
    LayerName layer = new LayerName(node.required("layer").textValue());
    int timestep = node.required("timestep").intValue();
    Set<String> seen = new HashSet<>();
    List<LayerSketch.Image> images = new ArrayList<>();
    JsonNode indices = node.required(ImageLines.IMAGES);
    for (int i = 0; i < indices.size(); i++) {
      Image image = all.get(indices.get(i).intValue());
      seen.add(image.name());
      images.add(
          new LayerSketch.Image(
              image.name(),
              image.scene(),
              number(node, SQUARES, i),
              (float) number(node, STEPS, i),
              steps(node.required(SKETCHES).required(i).binaryValue())));
    }
    List<String> nonFinite = new ArrayList<>();
    node.required(NON_FINITE).forEach(index -> nonFinite.add(all.get(index.intValue()).name()));
    if (seen.size() < images.size() || nonFinite.stream().anyMatch(seen::contains)) {
      throw new IllegalArgumentException("an image stands in it twice");
    }
    LayerSketch sketch =
        new LayerSketch(
            node.required("channels").intValue(),
            node.required("tokens").intValue(),
            images,
            nonFinite);
    if (sketches.computeIfAbsent(timestep, t -> new TreeMap<>()).put(layer, sketch) != null) {
      throw new IllegalArgumentException("a second line for " + layer + ", t=" + timestep);
    }
  }

  private static double number(JsonNode node, String list, int index) {
    JsonNode number = node.required(list).required(index);
    if (!number.isNumber()) {
      throw new IllegalArgumentException(number + " is not a number");
    }
    return number.doubleValue();
  }

  private static short[] steps(byte[] bytes) {
    if (bytes.length % Short.BYTES != 0) {
      throw new IllegalArgumentException("a sketch of " + bytes.length + " bytes");
    }
    short[] steps = new short[bytes.length / Short.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(steps);
    return steps;
  }
}
