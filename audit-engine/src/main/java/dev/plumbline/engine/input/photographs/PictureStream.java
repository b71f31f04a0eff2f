package dev.plumbline.engine.input.photographs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file as decoders read it. ImageIO's own streams open files by names that are text, and where
 * the locale has no characters for the bytes of a name, that text leads nowhere; a path keeps the
 * bytes.
 */
final class PictureStream extends ImageInputStreamImpl {

  private static final int BLOCK = 1 << 16;

  private final FileChannel channel;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
  private long blockBegin;

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be opened
   */
  PictureStream(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ);
    block.limit(0);
  }

  @Override
  public int read() throws IOException {
    checkClosed();
    bitOffset = 0;
    if (!isFilled()) {
      return -1;
    }
    int read = block.get((int) (streamPos - blockBegin)) & 0xFF;
    streamPos++;
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    checkClosed();
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    if (!isFilled()) {
      return -1;
    }
    int at = (int) (streamPos - blockBegin);
    int count = Math.min(length, block.limit() - at);
    block.get(at, bytes, offset, count);
    streamPos += count;
    return count;
  }

  /** Has the block hold the byte that is due; false at the file's end. */
  private boolean isFilled() throws IOException {
    if (streamPos >= blockBegin && streamPos < blockBegin + block.limit()) {
      return true;
    }
    block.clear();
    int read = channel.read(block, streamPos);
    blockBegin = streamPos;
    block.position(0).limit(Math.max(0, read));
    return read > 0;
  }

  @Override
  public long length() {
    try {
      return channel.size();
    } catch (IOException e) {
      return -1; // as the interface has it for what is not known
    }
  }

  @Override
  public void close() throws IOException {
    super.close();
    channel.close();
  }
}
