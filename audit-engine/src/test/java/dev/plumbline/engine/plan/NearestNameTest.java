package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> KNOWN = List.of("norm.max_z", "norm.mean_norm", "NORM.MAX_Z");

  @ParameterizedTest
  @CsvSource({
    "norm.max_zz, norm.max_z",
    "norm.mean_nom, norm.mean_norm",
    "Norm.Max_z, norm.max_z",
    "NORM.MAX_z, NORM.MAX_Z",
    "'', norm.max_z",
  })
  void theNearestTakesTheFewestChanges(String text, String nearest) {
    assertThat(NearestName.of(text, KNOWN)).contains(nearest);
  }

  @Test
  void ofNoneNoneIsNearest() {
    assertThat(NearestName.of("a", List.of())).isEmpty();
  }
}
