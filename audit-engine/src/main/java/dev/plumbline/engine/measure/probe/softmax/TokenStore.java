package dev.plumbline.engine.measure.probe.softmax;

import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens of one layer's training images, in half precision. */
final class TokenStore {

  /** One image's tokens: in memory, or a block of a file. */
  private record Block(
      String image, float scale, ByteBuffer memory, TokenSpill.File file, int number) {}

  /** Shorter names come first, so that row numbers of latents are in order. */
  private static final Comparator<Block> BY_NAME =
      Comparator.<Block>comparingInt(block -> block.image().length()).thenComparing(Block::image);

  private final LayerShape shape;
  private final TokenSpill spill;
  private List<Block> blocks = new ArrayList<>();
  private TokenSpill.File file;

  TokenStore(LayerShape shape, TokenSpill spill) {
    this.shape = shape;
    this.spill = spill;
  }

  /** Returns the number of tokens. */
  long count() {
    return (long) blocks.size() * shape.tokens();
  }

  /**
   * Keeps an image's tokens.
   *
   * @param representation channel c of token t at c·T + t, all finite
   * @throws UserError if they cannot be written
   */
  void add(String image, float[] representation) {
    HalfTokens half = HalfTokens.of(representation, shape);
    int size = HalfTokens.size(shape);
    if (spill.reserve(size)) {
      blocks.add(new Block(image, half.scale(), half.values(), null, 0));
      return;
    }
    try {
      if (file == null) {
        file = spill.newFile(size);
      }
      blocks.add(new Block(image, half.scale(), null, file, file.append(half.values())));
    } catch (IOException e) {
      throw failure("written to", e);
    }
  }

  private UserError failure(String what, IOException e) {
    return new UserError(
        String.format(
            "%s: the tokens that train the softmax probe cannot be %s %s (%s). They take %d bytes an"
                + " image at this layer alone: name a folder with room in audit.spill.dir, or"
                + " measure fewer images or layers (audit.samples, audit.layers)",
            shape.layer(), what, spill.folder(), e.getMessage(), HalfTokens.size(shape)),
        e);
  }

  /** Adds the tokens that another store has; both have them then. */
  void merge(TokenStore other) {
    blocks.addAll(other.blocks);
  }

  /**
   * Returns the tokens, the images in an order of their names, and forgets them.
   *
   * @throws UserError if they cannot be read
   */
  StoredTokens take() {
    List<Block> sorted = blocks;
    blocks = new ArrayList<>();
    sorted.sort(BY_NAME);
    List<ByteBuffer> values = new ArrayList<>();
    float[] scales = new float[sorted.size()];
    Map<TokenSpill.File, List<ByteBuffer>> mapped = new HashMap<>();
    try {
      for (Block block : sorted) {
        scales[values.size()] = block.scale();
        if (block.file() == null) {
          values.add(block.memory());
        } else {
          if (!mapped.containsKey(block.file())) {
            mapped.put(block.file(), block.file().map());
          }
          values.add(mapped.get(block.file()).get(block.number()));
        }
      }
    } catch (IOException e) {
      throw failure("read from", e);
    }
    return new StoredTokens(shape, values, scales);
  }
}
