package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.engine.checkpoint.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layers of the reference U-Net with their channels and grid, from the reference vectors. */
public final class ExpectedLayers {

  private ExpectedLayers() {}

  /** The shape of a layer's representation. */
  public record Shape(long channels, long grid) {}

  static List<String> names() throws IOException {
    return List.copyOf(shapes().keySet());
  }

  public static Map<String, Shape> shapes() throws IOException {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String line :
        Files.readAllLines(TestModels.resource("/vectors/reference-unet-expected.csv"))) {
      String[] cells = line.split(",", -1);
      if (!cells[0].equals("timestep")) {
        shapes.put(cells[1], new Shape(Long.parseLong(cells[2]), Long.parseLong(cells[3])));
      }
    }
    return shapes;
  }
}
