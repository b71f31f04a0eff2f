package dev.plumbline.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuzzOptionsTest {

  private static FuzzOptions options(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return FuzzOptions.of(properties);
  }

  @Test
  void allIsFuzzedForAMinuteWhereNothingIsSaid() {
    FuzzOptions options = options("fuzz.targets", "", "fuzz.seconds", " ");

    assertThat(options.targets()).containsExactly(FuzzTarget.values());
    assertThat(options.seconds()).isEqualTo(60);
    assertThat(options.isKeeping()).isFalse();
    assertThat(options.corpus()).endsWithRaw(Path.of("test/resources/fuzz"));
  }

  @Test
  void targetsAreNamed() {
    FuzzOptions options = options("fuzz.targets", "globs, npy", "fuzz.keep", "true");

    assertThat(options.targets()).containsExactly(FuzzTarget.GLOBS, FuzzTarget.NPY);
    assertThat(options.isKeeping()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "fuzz.targets, glob, 'graph, npy'",
    "fuzz.targets, 'globs,', targets are",
    "fuzz.seconds, long, whole number",
    "fuzz.seconds, 0, 1 or more",
    "fuzz.seed, -1, 0 or more",
    "fuzz.keep, yes, true or false"
  })
  void whatCannotBeIsRefused(String name, String value, String said) {
    assertThatThrownBy(() -> options(name, value))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(name)
        .hasMessageContaining(said);
  }
}
