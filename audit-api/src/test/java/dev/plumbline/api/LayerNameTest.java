package dev.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerNameTest {

  @ParameterizedTest
  @CsvSource({
    "conv_in, conv_in, conv_in, conv_in",
    "mid_block.resnets[1], mid_block.resnets.1, mid_block.resnets[1], mid_block",
    "up_blocks[1].upsamplers[0], up_blocks.1.upsamplers.0, up_blocks[1].upsamplers[0], up_blocks.1",
    "down_blocks.12.attentions.3, down_blocks.12.attentions.3, down_blocks[12].attentions[3],"
        + " down_blocks.12",
    "up_blocks.1[2], up_blocks.1.2, up_blocks[1][2], up_blocks.1",
    "up_blocks[3], up_blocks.3, up_blocks[3], up_blocks.3",
    "conv2.norm1, conv2.norm1, conv2.norm1, conv2",
  })
  void bracketsAndDotsAreTheSame(String written, String path, String forPeople, String block) {
    LayerName layer = new LayerName(written);

    assertThat(layer.path()).isEqualTo(path);
    assertThat(layer).hasToString(forPeople);
    assertThat(layer.block()).isEqualTo(block);
    assertThat(layer).isEqualTo(new LayerName(forPeople)).isEqualTo(new LayerName(path));
    assertThat(layer).hasSameHashCodeAs(new LayerName(path));
  }

  @Test
  void anyPathIsWrittenForPeople() {
    assertThat(LayerName.withBrackets("up_blocks.1")).isEqualTo("up_blocks[1]");
    assertThat(LayerName.withBrackets("mid_block")).isEqualTo("mid_block");
  }

  @Test
  void namesAreOrderedByTheirPaths() {
    assertThat(new LayerName("conv_in")).isLessThan(new LayerName("conv_out"));
    assertThat(new LayerName("up_blocks[1]")).isEqualByComparingTo(new LayerName("up_blocks.1"));
  }

  @Test
  void thereIsNoLayerWithoutAPath() {
    assertThatThrownBy(() -> new LayerName(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aSubjectIsWrittenForPeople() {
    assertThat(new Subject("sd15", new LayerName("up_blocks.1.upsamplers.0"), 50))
        .hasToString("sd15, up_blocks[1].upsamplers[0], t=50");
  }
}
