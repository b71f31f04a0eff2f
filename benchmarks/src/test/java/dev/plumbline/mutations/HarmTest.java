package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HarmTest {

  private static final LayerName EARLY = new LayerName("mid_block.resnets.0");
  private static final LayerName LATE = new LayerName("down_blocks.9.resnets.0");

  private static Harm harm(double noise50, double noise500, double early, double late) {
    Map<LayerName, Double> at50 = new LinkedHashMap<>();
    at50.put(EARLY, early);
    at50.put(LATE, 0.0);
    Map<LayerName, Double> at500 = new LinkedHashMap<>();
    at500.put(EARLY, 0.0);
    at500.put(LATE, late);
    return new Harm(
        new TreeMap<>(Map.of(50, noise50, 500, noise500)),
        new TreeMap<>(Map.of(50, at50, 500, at500)));
  }

  /** 5 % of the noise at either timestep, half of any layer; 0.1 % and 1 %. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, HARMLESS",
    "0.0009, 0.0009, 0.009, 0.009, HARMLESS",
    "0.0011, 0, 0, 0, BETWEEN",
    "0, 0.0011, 0, 0, BETWEEN",
    "0, 0, 0.011, 0, BETWEEN",
    "0, 0, 0, 0.011, BETWEEN",
    "0.049, 0.049, 0.49, 0.49, BETWEEN",
    "0.051, 0, 0, 0, HARMFUL",
    "0, 0.051, 0, 0, HARMFUL",
    "0, 0, 0.51, 0, HARMFUL",
    "0, 0, 0, 0.51, HARMFUL",
    "Infinity, 0, 0, 0, HARMFUL",
    "0, 0, Infinity, 0, HARMFUL"
  })
  void harmHasItsDegree(
      double noise50, double noise500, double early, double late, Harm.Degree degree) {
    assertThat(harm(noise50, noise500, early, late).degree()).isEqualTo(degree);
  }

  @Test
  void theFirstThatChangesIsFirstInTheDataFlowNotInTheAlphabet() {
    assertThat(harm(0, 0, 0.2, 0.9).firstChanged()).contains(EARLY);
    assertThat(harm(0, 0, 0.2, 0.9).worstLayer()).isEqualTo(LATE);
    assertThat(harm(0, 0, 1e-7, 0.9).firstChanged()).contains(LATE);
    assertThat(harm(0, 0, 0, 0).firstChanged()).isEmpty();
  }
}
