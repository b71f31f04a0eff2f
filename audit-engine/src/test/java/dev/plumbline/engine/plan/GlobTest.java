package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "**, conv_in",
    "**, up_blocks.1.upsamplers.0",
    "conv_in, conv_in",
    "conv_*, conv_in",
    "*, conv_out",
    "up_blocks.1.**, up_blocks.1.upsamplers.0",
    "up_blocks.1.**, up_blocks.1",
    "up_blocks.*.upsamplers.*, up_blocks.1.upsamplers.0",
    "**.upsamplers.0, up_blocks.1.upsamplers.0",
    "**.upsamplers.0, upsamplers.0",
    "up_blocks.**.0, up_blocks.1.upsamplers.0",
    "up_blocks.**.0, up_blocks.0",
    "**samplers.0, up_blocks.1.upsamplers.0",
    "*_blocks.*.*samplers.0, down_blocks.2.downsamplers.0",
    "' mid_block.** ', mid_block.attentions.0",
    "similarity.*.corner, similarity.full.corner",
  })
  void matches(String glob, String name) {
    assertThat(Glob.of(glob).matches(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "conv_in, conv_in.extra",
    "conv_in, xconv_in",
    "*, up_blocks.1",
    "up_blocks.*, up_blocks.1.upsamplers.0",
    "up_blocks.1.**, up_blocks.10.resnets.0",
    "up_blocks.1.**, up_blocks.1x",
    "**.samplers.0, up_blocks.1.upsamplers.0",
    "conv.in, conv_in",
    "a+, aa",
    "similarity.*.corner, similarity.centred.full.corner",
  })
  void doesNotMatch(String glob, String name) {
    assertThat(Glob.of(glob).matches(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "up_blocks[1].upsamplers[0], up_blocks.1.upsamplers.0",
    "up_blocks.1.upsamplers[0], up_blocks[1].upsamplers[0]",
    "up_blocks[*].upsamplers[*], up_blocks[1].upsamplers[0]",
    "up_blocks[1].**, up_blocks.1.upsamplers.0",
    "**[0], up_blocks[1].upsamplers[0]",
    "up_blocks[1*].**, up_blocks[12].resnets[0]",
  })
  void layersMayBeWrittenWithBracketsOrDots(String glob, String layer) {
    assertThat(Glob.ofLayer(glob).matches(new LayerName(layer))).isTrue();
  }

  @Test
  void aListOfLayersIsSeparatedByCommas() {
    assertThat(Glob.ofLayers(" mid_block.** ,, up_blocks[1].**,"))
        .hasToString("[mid_block.**, up_blocks.1.**]");
    assertThat(Glob.ofLayers(" , ")).isEmpty();
  }

  @Test
  void specificityIsCounted() {
    assertThat(Glob.of("conv_in").isExact()).isTrue();
    assertThat(Glob.of("conv_*").isExact()).isFalse();
    assertThat(Glob.of("conv_in").literals()).isEqualTo(7);
    assertThat(Glob.of("**.conv_*").literals()).isEqualTo(6);
  }

  /** What a glob means, read off its definition: one way after another is tried. */
  private static boolean means(String glob, String name) {
    if (glob.isEmpty()) {
      return name.isEmpty();
    }
    if (glob.equals(".**")) {
      return name.isEmpty() || name.startsWith(".");
    }
    if (glob.startsWith("**.")) {
      return means(glob.substring(3), name)
          || IntStream.range(0, name.length())
              .filter(i -> name.charAt(i) == '.')
              .anyMatch(i -> means(glob.substring(3), name.substring(i + 1)));
    }
    if (glob.startsWith("**")) {
      return IntStream.rangeClosed(0, name.length())
          .anyMatch(i -> means(glob.substring(2), name.substring(i)));
    }
    if (glob.startsWith("*")) {
      return IntStream.rangeClosed(0, name.length())
          .filter(i -> name.indexOf('.') < 0 || i <= name.indexOf('.'))
          .anyMatch(i -> means(glob.substring(1), name.substring(i)));
    }
    return !name.isEmpty()
        && name.charAt(0) == glob.charAt(0)
        && means(glob.substring(1), name.substring(1));
  }

  private static String drawn(Random random, String of, int longest) {
    return random
        .ints(random.nextInt(longest + 1), 0, of.length())
        .mapToObj(i -> of.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  @Test
  void everyGlobMeansWhatItsDefinitionSays() {
    Random random = new Random(7);
    int matched = 0;
    for (int i = 0; i < 50_000; i++) {
      String glob = drawn(random, "**.*ab", 8);
      String name = drawn(random, ".ab", 7);
      boolean expected = means(glob, name);
      assertThat(Glob.of(glob).matches(name)).as("%s of %s", glob, name).isEqualTo(expected);
      matched += expected ? 1 : 0;
    }
    assertThat(matched).isBetween(5_000, 45_000);
  }

  @Test
  @Timeout(30)
  void noGlobAndNoNameTakesForEver() {
    String name = "a.".repeat(20) + "up_blocks.1.upsamplers.0";
    assertThat(Glob.of("*".repeat(10_000) + "Q").matches(name)).isFalse();
    assertThat(Glob.of("*".repeat(10_000)).matches(name)).isTrue();
    assertThat(Glob.of("**.".repeat(10_000) + "Q").matches(name)).isFalse();
    assertThat(Glob.of("*a".repeat(10_000) + "Q").matches("a".repeat(1_000))).isFalse();
    assertThat(Glob.of("**.*a".repeat(1_000) + "Q").matches("a.".repeat(10_000))).isFalse();
    assertThat(Glob.ofLayer("[".repeat(100_000)).matches(name)).isFalse();
  }
}
