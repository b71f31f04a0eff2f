package dev.plumbline.reports.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.Exploration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Phenomena are planted into random tokens, and found where they were planted. */
class PresetsTest {

  private static final int SIDE = 8;
  private static final int TOKENS = SIDE * SIDE;
  private static final int CHANNELS = 2 * TOKENS;

  private interface Plant {
    void into(double[][] image, int number);
  }

  private static Exploration.Representation planted(String layer, int images, Plant plant) {
    Random random = new Random(layer.hashCode());
    double[][][] tokens = new double[images][TOKENS][CHANNELS];
    for (int image = 0; image < images; image++) {
      for (double[] token : tokens[image]) {
        for (int c = 0; c < CHANNELS; c++) {
          token[c] = random.nextGaussian();
        }
      }
      plant.into(tokens[image], image);
    }
    return Explorations.given(layer, 50, SIDE, SIDE, tokens);
  }

  private static final Exploration.Representation PLAIN =
      planted("conv_in", 3, (image, number) -> {});
  private static final Exploration.Representation POSITION =
      planted(
          "mid_block.resnets.1",
          3,
          (image, number) -> {
            for (int t = 0; t < TOKENS; t++) {
              image[t][t] += number == 0 ? 0 : 20; // the second and third image know it
            }
          });
  private static final Exploration.Representation CORNERS =
      planted(
          "up_blocks.1.upsamplers.0",
          3,
          (image, number) -> {
            if (number == 1) {
              for (int corner : new int[] {0, SIDE - 1, TOKENS - SIDE, TOKENS - 1}) {
                image[corner][CHANNELS - 1] += 40;
              }
            }
          });
  private static final Exploration.Representation NORMS =
      planted(
          "up_blocks.3.resnets.0",
          3,
          (image, number) -> {
            if (number == 2) {
              for (int c = 0; c < CHANNELS; c++) {
                image[21][c] *= 9;
              }
            }
          });

  private static List<Preset> presets(int images, Exploration.Representation... representations) {
    List<String> names = List.of("a", "b", "c").subList(0, images);
    return Presets.of(Explorations.of("planted", names, representations));
  }

  @Test
  void eachPhenomenonIsFoundWhereItIs() {
    List<Preset> presets = presets(3, PLAIN, POSITION, CORNERS, NORMS);

    assertThat(presets)
        .extracting(Preset::title)
        .containsExactly("Positional embedding", "Corner tokens", "High-norm anomalies");
    Preset position = presets.get(0);
    assertThat(position.representation()).isEqualTo(1);
    assertThat(List.of(position.image(), position.other())).containsExactly(1, 2);
    assertThat(position.token() / SIDE).isBetween(2, 5);
    assertThat(position.token() % SIDE).isBetween(2, 5);
    assertThat(position.similarity()).isEqualTo("centred");
    assertThat(position.explanation()).startsWith("In mid_block.resnets[1] at t=50 ");
    Preset corners = presets.get(1);
    assertThat(corners.representation()).isEqualTo(2);
    assertThat(corners.image()).isEqualTo(1);
    assertThat(corners.token()).isZero();
    assertThat(corners.similarity()).isEqualTo("cosine");
    Preset norms = presets.get(2);
    assertThat(norms.representation()).isEqualTo(3);
    assertThat(norms.image()).isEqualTo(2);
    assertThat(norms.token()).isEqualTo(21);
    assertThat(norms.explanation()).contains("times the mean norm of its image");
  }

  @Test
  void oneImageShowsNoPositionalEmbedding() {
    Exploration.Representation alone = planted("conv_in", 1, (image, number) -> {});
    assertThat(presets(1, alone))
        .extracting(Preset::title)
        .containsExactly("Corner tokens", "High-norm anomalies");
  }

  @Test
  void whatIsNotFiniteIsPassedOver() {
    Exploration.Representation broken =
        planted("conv_in", 3, (image, number) -> image[5][3] = Double.NaN);
    assertThat(presets(3, broken)).isEmpty();
    assertThat(presets(3, broken, NORMS)).hasSize(3).allMatch(one -> one.representation() == 1);
  }

  @Test
  void smallGridsComeOnlyWhereThereAreNoLargerOnes() {
    double[][][] loud = new double[2][4][3];
    for (int image = 0; image < 2; image++) {
      for (int t = 0; t < 4; t++) {
        loud[image][t] = new double[] {t == 2 ? 1000 : 1, t, 1};
      }
    }
    Exploration.Representation small = Explorations.given("mid_block", 50, 2, 2, loud);
    Exploration.Representation large = planted("conv_in", 2, (image, number) -> {});
    assertThat(presets(2, small, large)).hasSize(3).allMatch(one -> one.representation() == 1);
    assertThat(presets(2, small)).hasSize(3);
  }
}
