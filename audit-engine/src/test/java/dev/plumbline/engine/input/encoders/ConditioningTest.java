package dev.plumbline.engine.input.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.latents.AddedConditioning;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ConditioningTest {

  private static final PromptEmbeddings PROMPTS =
      new PromptEmbeddings(new NumpyArray(new long[] {1, 1, 1}, new float[] {1}), Optional.empty());

  @Test
  void saysThatAnImageIsNotCropped() {
    Conditioning sdxl = Conditioning.of(PROMPTS, added(6, 0), 1024, 768);
    assertThat(sdxl.timeIds().orElseThrow().shape()).containsExactly(1, 6);
    assertThat(sdxl.timeIds().orElseThrow().data()).containsExactly(1024, 768, 0, 0, 1024, 768);

    assertThat(Conditioning.of(PROMPTS, added(5, 0), 1024, 1024).timeIds().orElseThrow().data())
        .containsExactly(1024, 1024, 0, 0, 6);
  }

  @Test
  void embedsTheGuidanceScale() {
    float[] embedding =
        Conditioning.of(PROMPTS, added(0, 5), 512, 512).guidance().orElseThrow().data();

    float[] expected = {
      (float) Math.sin(7500), (float) Math.sin(0.75), (float) Math.cos(7500), (float) Math.cos(0.75)
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat(embedding[i]).isCloseTo(expected[i], within(1e-6f));
    }
    assertThat(embedding[4]).isZero();
  }

  @Test
  void isThePromptAloneWhereNothingElseIsTaken() {
    Conditioning plain = Conditioning.of(PROMPTS, AddedConditioning.NONE, 512, 512);

    assertThat(plain.timeIds()).isEmpty();
    assertThat(plain.guidance()).isEmpty();
    assertThat(plain.pooled()).isEmpty();
  }

  private static AddedConditioning added(int timeIds, int guidanceWidth) {
    return new AddedConditioning(false, OptionalInt.empty(), timeIds, guidanceWidth);
  }
}
