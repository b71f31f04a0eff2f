package dev.plumbline.engine.measure.probe.softmax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenStoreTest {

  private static final LayerShape SHAPE =
      new LayerShape(new LayerName("mid_block.resnets.0"), 5, 3, 4);
  private static final int SIZE = 2 * 5 * 3 * 4;

  @TempDir private Path folder;

  @Test
  void tokensInFilesAreThoseInMemory() {
    try (TokenSpill memory = new TokenSpill(folder, Long.MAX_VALUE);
        TokenSpill mixed = new TokenSpill(folder, 2 * SIZE + 1);
        TokenSpill disk = new TokenSpill(folder.resolve("made/on/demand"), 0)) {
      List<byte[]> expected = bytes(filled(memory).take());

      assertThat(expected).hasSize(SHAPE.tokens() * 5);
      assertThat(folder).isEmptyDirectory();
      assertThat(bytes(filled(mixed).take())).containsExactlyElementsOf(expected);
      assertThat(bytes(filled(disk).take())).containsExactlyElementsOf(expected);
      assertThat(folder.resolve("made/on/demand")).isDirectory();
    }
  }

  @Test
  void imagesComeInTheOrderOfTheirNames() {
    try (TokenSpill spill = new TokenSpill(folder, 2 * SIZE)) {
      StoredTokens tokens = filled(spill).take();

      assertThat(tokens.scales()).containsExactly(scale(0), scale(1), scale(2), scale(3), scale(4));
      assertThat(tokens.count()).isEqualTo(5 * 12);
      assertThat(tokens.scale(25)).isEqualTo(scale(2));
      assertThat(tokens.row(12 + 6)).isEqualTo(1);
      assertThat(tokens.column(12 + 6)).isEqualTo(2);
    }
  }

  @Test
  void mergedStoresHaveTheTokensOfBoth() {
    try (TokenSpill spill = new TokenSpill(folder, SIZE)) {
      TokenStore one = new TokenStore(SHAPE, spill);
      TokenStore other = new TokenStore(SHAPE, spill);
      for (int image : new int[] {3, 0}) {
        one.add("image " + image, representation(image));
      }
      for (int image : new int[] {4, 2, 1}) {
        other.add("image " + image, representation(image));
      }
      one.merge(other);

      assertThat(one.count()).isEqualTo(5 * 12);
      assertThat(other.count()).isEqualTo(3 * 12);
      assertThat(bytes(one.take())).containsExactlyElementsOf(bytes(filled(spill).take()));
    }
  }

  @Test
  void nothingStaysBehind() throws IOException {
    try (TokenSpill spill = new TokenSpill(folder, 0)) {
      filled(spill).take();
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatACrashedRunLeftIsDeleted() throws IOException {
    Path leftover = Files.createFile(folder.resolve(TokenSpill.PREFIX + "123.f16"));
    Path other = Files.createFile(folder.resolve("mine.f16"));

    try (TokenSpill spill = new TokenSpill(folder, 0)) {
      filled(spill);
    }

    assertThat(leftover).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void twoRunsShareAFolder() {
    try (TokenSpill one = new TokenSpill(folder, 0);
        TokenSpill other = new TokenSpill(folder, 0)) {
      TokenStore first = filled(one);
      TokenStore second = filled(other);

      assertThat(bytes(first.take())).containsExactlyElementsOf(bytes(second.take()));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (TokenSpill spill = new TokenSpill(file, 0)) {
      TokenStore store = new TokenStore(SHAPE, spill);

      assertThatThrownBy(() -> store.add("image", representation(0)))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("mid_block.resnets[0]: ")
          .hasMessageContaining("cannot be written to " + file)
          .hasMessageContaining("audit.spill.dir");
    }
  }

  /** Fills a store with five images, not in order. */
  private static TokenStore filled(TokenSpill spill) {
    TokenStore store = new TokenStore(SHAPE, spill);
    for (int image : new int[] {3, 0, 4, 1, 2}) {
      store.add("image " + image, representation(image));
    }
    return store;
  }

  private static float[] representation(int image) {
    float[] values = new float[SHAPE.channels() * SHAPE.tokens()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.scalb(i + 1f, image);
    }
    return values;
  }

  private static float scale(int image) {
    return HalfTokens.of(representation(image), SHAPE).scale();
  }

  private static List<byte[]> bytes(StoredTokens tokens) {
    return Stream.iterate(0, token -> token + 1)
        .limit(tokens.count())
        .map(
            token -> {
              ByteBuffer copy = ByteBuffer.allocate(2 * SHAPE.channels() + 1);
              tokens.copy(token, copy, 1);
              return Arrays.copyOfRange(copy.array(), 1, copy.capacity());
            })
        .toList();
  }
}
