package dev.plumbline.engine.checkpoint;

import dev.plumbline.engine.checkpoint.Redrawing.Parameter;
import dev.plumbline.engine.checkpoint.Redrawing.Start;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** U-Nets written with redrawn parameters. */
class RedrawnModelTest {

  static final Normals NORMALS =
      (name, count) -> {
        Random random = new Random(name.hashCode());
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = (float) random.nextGaussian();
        }
        return values;
      };

  @TempDir Path folder;

  static List<Path> exports() {
    List<Path> exports =
        new ArrayList<>(TestModels.VARIANTS.stream().map(TestModels::variant).toList());
    exports.add(Path.of("/work/shared/checkpoint/reference-unet/unet/model.onnx"));
    return exports;
  }

  @ParameterizedTest
  @MethodSource("exports")
  void look(Path export) throws IOException {
    GraphIndex index = GraphIndex.read(export);
    Redrawing redrawing = Redrawing.of(index);
    Map<Start, Integer> n = new HashMap<>();
    for (Parameter p : redrawing.parameters()) n.merge(p.start(), 1, Integer::sum);
    System.out.println(export + " " + n + " of " + index.initializers().size());
    Path file = RedrawnModel.write(redrawing, folder, NORMALS);
    GraphIndex redrawn = GraphIndex.read(file);
    LayerLocation location = LayerLocator.locate(redrawn);
    System.out.println(
        location.layers().size()
            + " "
            + location.rule()
            + " "
            + location.refused().size()
            + " "
            + location.layers().equals(LayerLocator.locate(index).layers()));
    UnetRuns.withLayers(redrawn, location.layers(), 16)
        .forEach(
            (k, v) -> {
              double s = 0;
              for (float f : v.values()) s += (double) f * f;
              System.out.printf("%s %.3f%n", k, Math.sqrt(s / v.values().length));
            });
  }

  @Test
  void sd15() {
    GraphIndex index = GraphIndex.read(Path.of("/work/shared/checkpoint/sd15-size.onnx"));
    Redrawing redrawing = Redrawing.of(index);
    Map<Start, Integer> n = new HashMap<>();
    for (Parameter p : redrawing.parameters()) n.merge(p.start(), 1, Integer::sum);
    System.out.println(n + " " + redrawing.bytes());
  }
}
