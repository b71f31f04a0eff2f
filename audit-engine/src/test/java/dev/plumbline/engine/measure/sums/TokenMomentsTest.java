package dev.plumbline.engine.measure.sums;

import static dev.plumbline.engine.measure.SyntheticImage.scatterSums;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.measure.SyntheticImage;
import dev.plumbline.engine.measure.SyntheticImage.Kind;
import dev.plumbline.engine.measure.partial.StateOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenMomentsTest {

  private static byte[] state(TokenMoments moments) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    moments.write(new StateOutput(bytes));
    return bytes.toByteArray();
  }

  private static TokenMoments sums(int... images) {
    TokenMoments sums = new TokenMoments(SyntheticImage.SHAPE);
    for (int image : images) {
      sums.add(scatterSums(new SyntheticImage(image, Kind.ORDINARY, false)));
    }
    return sums;
  }

  /** Were there arrays, they would take more than Java's memory. */
  @Test
  void sumsOfNothingTakeNoMemory() throws IOException {
    LayerShape wide = new LayerShape(new LayerName("mid_block"), 30_000, 8, 8);
    long triangle = wide.channels() * (wide.channels() + 1L) / 2 * Double.BYTES;
    List<TokenMoments> many = new ArrayList<>();
    for (long i = 0; i <= Runtime.getRuntime().maxMemory() / triangle; i++) {
      many.add(new TokenMoments(wide));
      many.get(0).merge(many.get(many.size() - 1));
    }

    assertThat(many.get(0).tokens()).isZero();
    assertThat(state(many.get(0))).hasSize(Long.BYTES);
  }

  @Test
  void mergingIntoNothingCopiesAllBits() throws IOException {
    TokenMoments sums = sums(1, 2, 3);
    TokenMoments empty = sums();
    empty.merge(sums);

    assertThat(state(empty)).isEqualTo(state(sums));
    empty.add(scatterSums(new SyntheticImage(4, Kind.ORDINARY, false)));
    assertThat(state(sums)).isEqualTo(state(sums(1, 2, 3)));
    assertThat(state(empty)).isEqualTo(state(sums(1, 2, 3, 4)));
  }
}
