package dev.plumbline.engine.measure.probe.softmax;

import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
   * Keeps an image's tokens, in half precision.
   *
   * @param representation channel c of token t at c·T + t, all finite
   * @throws UserError if they cannot be written
   */
  void add(String image, float[] representation) {
    keep(image, HalfTokens.of(representation, shape));
  }

  private void keep(String image, HalfTokens half) {
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
   * Writes the tokens, each image's as little-endian float16.
   *
   * @throws UserError if they cannot be read
   */
  void write(StateWriter to) throws IOException {
    List<ByteBuffer> values = values(blocks);
    to.writeLong(blocks.size());
    for (int i = 0; i < blocks.size(); i++) {
      to.writeString(blocks.get(i).image());
      to.writeDouble(blocks.get(i).scale());
      to.writeBytes(copy(values.get(i), ByteOrder.nativeOrder(), ByteOrder.LITTLE_ENDIAN).array());
    }
  }

  /**
   * Keeps the tokens that another store of the same layer had when it was written.
   *
   * @throws UserError if they cannot be written to a file
   */
  void read(StateReader from) throws IOException {
    blocks = new ArrayList<>();
    long count = from.readLong(0, Integer.MAX_VALUE);
    for (long i = 0; i < count; i++) { // each takes bytes: a count that is wrong ends soon
      String image = from.readString();
      double scale = from.readDouble();
      byte[] bytes = from.readBytes();
      if (!(scale > 0 && scale <= Float.MAX_VALUE) || bytes.length != HalfTokens.size(shape)) {
        throw from.malformed(
            String.format(
                "an image has %d bytes of tokens for %d, and a scale of %s",
                bytes.length, HalfTokens.size(shape), scale));
      }
      ByteBuffer tokens =
          copy(ByteBuffer.wrap(bytes), ByteOrder.LITTLE_ENDIAN, ByteOrder.nativeOrder());
      keep(image, new HalfTokens(tokens, (float) scale));
    }
  }

  /** Copies all of an image's tokens, from one order of bytes to another. */
  private static ByteBuffer copy(ByteBuffer tokens, ByteOrder from, ByteOrder to) {
    ByteBuffer copy = ByteBuffer.allocate(tokens.capacity()).order(to);
    copy.asShortBuffer().put(tokens.duplicate().clear().order(from).asShortBuffer());
    return copy;
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
    float[] scales = new float[sorted.size()];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = sorted.get(i).scale();
    }
    return new StoredTokens(shape, values(sorted), scales);
  }

  /** Returns the tokens of each image, those in files mapped. */
  private List<ByteBuffer> values(List<Block> of) {
    List<ByteBuffer> values = new ArrayList<>();
    Map<TokenSpill.File, List<ByteBuffer>> mapped = new HashMap<>();
    try {
      for (Block block : of) {
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
    return values;
  }
}
