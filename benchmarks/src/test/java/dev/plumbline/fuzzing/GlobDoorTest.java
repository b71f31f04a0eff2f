package dev.plumbline.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether what globs are held against is right itself. */
class GlobDoorTest {

  @ParameterizedTest
  @CsvSource({
    "mid_block, mid_block, true",
    "mid_block, mid_block.a, false",
    "mid_block.**, mid_block, true",
    "mid_block.**, mid_block.a.b, true",
    "mid_block.**, mid_blocks, false",
    "*.a, x.a, true",
    "*.a, x.y.a, false",
    "*.a, a, false",
    "**.a, a, true",
    "**.a, x.y.a, true",
    "**.a, xa, false",
    "up_blocks.*.resnets.*, up_blocks.1.resnets.0, true",
    "up_blocks.*.resnets.*, up_blocks.1.x.resnets.0, false",
    "up_blocks.**.conv, up_blocks.1.resnets.0.conv, true",
    "up_blocks.**.conv, up_blocks.conv, true",
    "a*c, abc, true",
    "a*c, a.c, false",
    "a**c, a.b.c, true",
    "a**c, ac, true",
    "a**c, ab, false",
    "**, '', true",
    "*, '', true",
    "a, '', false",
    "'', a, false"
  })
  void theTableSaysWhatGlobsMean(String glob, String name, boolean matches) {
    assertThat(GlobDoor.expected(glob, name)).isEqualTo(matches);
  }
}
