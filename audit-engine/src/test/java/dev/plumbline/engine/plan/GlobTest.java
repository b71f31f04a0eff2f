package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import org.junit.jupiter.api.Test;
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
}
