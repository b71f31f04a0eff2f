package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.LayerName;
import dev.plumbline.common.Folders;
import dev.plumbline.engine.input.files.NpyRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes whose size is known without measuring. */
class HarmMeterTest {

  private static final int CHANNELS = 4;
  private static final int SIDE = 32;
  private static final LayerName LAST = new LayerName("conv_out");

  @TempDir Path folder;
  private Network network;
  private HarmMeter meter;

  @BeforeEach
  void runParent() throws Exception {
    Path exports = TestNetwork.unet().getParent().getParent();
    Path bundled =
        Path.of(HarmMeterTest.class.getResource("/dev/plumbline/audits/reference-unet").toURI())
            .getParent();
    network = Networks.of(Networks.UNTRAINED, bundled, exports, folder.resolve("work"));
    Path latents = folder.resolve("latents.npy");
    Random random = new Random(3);
    try (NpyRows rows = new NpyRows(latents, 2, CHANNELS, SIDE, SIDE)) {
      for (int image = 0; image < 2; image++) {
        float[] row = new float[CHANNELS * SIDE * SIDE];
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) random.nextGaussian();
        }
        rows.add(row);
      }
      rows.finish();
    }
    meter = HarmMeter.of(network.pipeline(), network.inputs(latents, 42), List.of(50, 500), 1);
  }

  private Harm measure(Mutation.Writer writer) throws Exception {
    Path copy = folder.resolve("copy");
    Folders.copy(network.pipeline(), copy);
    writer.write(network.pipeline(), copy);
    return meter.measure(copy);
  }

  private static Mutation.Writer lastTimes(double factor) {
    return (parent, copy) -> {
      Weights weights = Weights.read(parent.resolve(Network.UNET));
      List<Parameter> last =
          weights.parameters().stream().filter(p -> p.part().equals("conv_out")).toList();
      Edits.each(weights, last, value -> value * factor);
      weights.write(copy.resolve(Network.UNET));
    };
  }

  /** The last layer is linear and is the predicted noise, and no layer comes after it. */
  @Test
  void theLastLayerTimesOneAndAQuarterChangesTheNoiseByAQuarter() throws Exception {
    Harm harm = measure(lastTimes(1.25));

    assertThat(harm.noise().get(50)).isCloseTo(0.25, within(1e-5));
    assertThat(harm.noise().get(500)).isCloseTo(0.25, within(1e-5));
    assertThat(harm.firstChanged()).contains(LAST);
    for (Map<LayerName, Double> timestep : harm.layers().values()) {
      assertThat(timestep).hasSize(46);
      timestep.forEach(
          (layer, change) ->
              assertThat(change)
                  .as(layer.path())
                  .isCloseTo(layer.equals(LAST) ? 0.25 : 0, within(1e-5)));
    }
  }

  @Test
  void whatIsNotFiniteIsInfinitelyFar() throws Exception {
    Harm harm = measure(lastTimes(Double.NaN));

    assertThat(harm.noiseChange()).isInfinite();
    assertThat(harm.degree()).isEqualTo(Harm.Degree.HARMFUL);
  }

  /** The same weights in half precision, whose layers come out in half precision too. */
  @Test
  void anExportInHalfPrecisionIsALittleOff() throws Exception {
    Path float16 = TestNetwork.unet().getParent().resolveSibling("float16");

    Harm harm =
        measure(
            (parent, copy) -> {
              Files.delete(copy.resolve(Network.UNET));
              Folders.copy(float16, copy.resolve(Network.UNET).getParent());
            });

    assertThat(harm.layerChange()).isBetween(1e-5, 0.01);
    assertThat(harm.noiseChange()).isBetween(1e-5, 0.01);
  }
}
