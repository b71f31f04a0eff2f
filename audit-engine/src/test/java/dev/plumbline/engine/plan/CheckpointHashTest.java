package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointHashTest {

  private static final String WHOLE =
      "c421566fb04b4deee1051db03cb599c5f5ebed8fb348402b818fc400345a64c3";

  @ParameterizedTest
  @ValueSource(strings = {"sha256:c421566fb04b", "sha256:C421566FB04B4DEE", "sha256:" + WHOLE})
  void theBeginningOfAHashIsEnough(String text) {
    assertThat(CheckpointHash.parse(text).isOf(WHOLE)).isTrue();
  }

  @Test
  void anotherHashIsNot() {
    assertThat(CheckpointHash.parse("sha256:c421566fb04c").isOf(WHOLE)).isFalse();
    assertThat(CheckpointHash.parse("sha256:" + WHOLE).isOf("c421566fb04b")).isFalse();
    assertThat(CheckpointHash.parse("sha256:c421566fb04b").isOf("")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:c421566fb04",
        "sha256:",
        "c421566fb04b",
        "sha1:c421566fb04b",
        "sha256:c421566fb04g",
        "sha256: c421566fb04b",
        "sha256:" + WHOLE + "0",
        "**",
        "reference-unet",
      })
  void whatIsNoneSaysWhatItMayBe(String text) {
    assertThatThrownBy(() -> CheckpointHash.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "checkpoint '%s' is none: leave the cell empty, or write *, for any checkpoint, or"
                + " sha256: with 12 to 64 hexadecimal digits of the hash of one (sha256sum of its"
                + " U-Net's file; checkpoint_sha256 in a baseline of it)",
            text);
  }

  @Test
  void peopleReadTheFirstDigits() {
    assertThat(CheckpointHash.shortened(WHOLE)).isEqualTo("sha256:c421566fb04b");
  }
}
