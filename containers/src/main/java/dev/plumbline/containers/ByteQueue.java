package dev.plumbline.containers;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Bytes that one thread writes and another reads. Unlike Java's pipes it does not mind which
 * threads these are, nor whether they are still there.
 */
final class ByteQueue {

  private static final int MOST_PIECES = 256;
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> pieces = new LinkedBlockingQueue<>(MOST_PIECES);
  private final Runnable whenWriterCloses;
  private volatile boolean isUnread;

  /**
   * Makes a queue.
   *
   * @param whenWriterCloses is run when the writing end is closed
   */
  ByteQueue(Runnable whenWriterCloses) {
    this.whenWriterCloses = whenWriterCloses;
  }

  /** Adds bytes; waits while there are many, and drops them when nobody reads any more. */
  void add(byte[] bytes) throws InterruptedException {
    if (bytes.length > 0 && !isUnread) {
      pieces.put(bytes.clone());
    }
  }

  /** Ends the stream for whoever reads. */
  void end() {
    Thread writer = new Thread(this::putEnd, "end of a stream");
    if (!pieces.offer(END)) { // it is full, and whoever reads has yet to make room
      writer.setDaemon(true);
      writer.start();
    }
  }

  private void putEnd() {
    try {
      pieces.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  InputStream reader() {
    return new Reader();
  }

  OutputStream writer() {
    return new Writer();
  }

  private final class Reader extends InputStream {

    private byte[] piece = new byte[0];
    private int next;
    private boolean isAtEnd;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      while (next == piece.length && !isAtEnd) {
        try {
          piece = pieces.take();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
        next = 0;
        isAtEnd = piece.length == 0;
      }
      if (isAtEnd) {
        return -1;
      }
      int count = Math.min(length, piece.length - next);
      System.arraycopy(piece, next, into, offset, count);
      next += count;
      return count;
    }

    @Override
    public void close() {
      isUnread = true;
      pieces.clear();
    }
  }

  private final class Writer extends OutputStream {

    private boolean isClosed;

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (isClosed || isUnread) {
        throw new IOException("it is closed");
      }
      try {
        add(Arrays.copyOfRange(from, offset, offset + length));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }

    @Override
    public void close() {
      if (!isClosed) {
        isClosed = true;
        end();
        whenWriterCloses.run();
      }
    }
  }
}
