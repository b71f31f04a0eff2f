package dev.plumbline.engine.input.photographs;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Photographs, decoded and scaled while those before them are being encoded. They come in their
 * order. Several are decoded at once, as far as they fit into a part of the heap: a large one takes
 * a second, more than a GPU takes to encode it.
 */
public final class PicturesAhead implements AutoCloseable {

  private static final int AT_ONCE = Math.min(4, Runtime.getRuntime().availableProcessors());

  private static final int SHARE_OF_HEAP = 4;

  /**
   * A photograph whose turn it is.
   *
   * @param image where it is from
   * @param prepared its pixels, or why it cannot be used
   */
  public record Picture(ImageFolder.Entry image, Prepared prepared) {

    /**
     * Returns the pixels [3·height·width] in [-1, 1].
     *
     * @throws PictureFile.Unusable if there are none
     */
    public float[] pixels() throws PictureFile.Unusable {
      if (prepared.failure() != null) {
        throw prepared.failure();
      }
      return prepared.pixels();
    }
  }

  private record Prepared(float[] pixels, PictureFile.Unusable failure) {}

  private record Begun(ImageFolder.Entry image, CompletableFuture<Prepared> prepared) {}

  private final Iterator<ImageFolder.Entry> images;
  private final int height;
  private final int width;
  private final int room;
  private final Semaphore pixels;
  private final ExecutorService threads;
  private final Deque<Begun> begun = new ArrayDeque<>();

  /**
   * Begins nothing yet, with a part of the heap for what is decoded at once.
   *
   * @param images the photographs
   * @param height the height wanted in pixels
   * @param width the width wanted in pixels
   */
  public static PicturesAhead withinHeap(List<ImageFolder.Entry> images, int height, int width) {
    long room = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / PictureFile.BYTES_PER_PIXEL;
    return new PicturesAhead(images, height, width, room);
  }

  /** Takes the number of pixels that may be decoded at once; one photograph always may. */
  PicturesAhead(List<ImageFolder.Entry> images, int height, int width, long room) {
    this.images = images.iterator();
    this.height = height;
    this.width = width;
    this.room = (int) Math.min(room, Integer.MAX_VALUE);
    this.pixels = new Semaphore(this.room, true);
    this.threads = Executors.newFixedThreadPool(AT_ONCE, PicturesAhead::thread);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "decoding photographs");
    thread.setDaemon(true);
    return thread;
  }

  public boolean hasNext() {
    return !begun.isEmpty() || images.hasNext();
  }

  /**
   * Returns the next photograph, when it is decoded.
   *
   * @param wanted how many are wanted from it on: no more are begun
   */
  public Picture next(int wanted) {
    while (begun.size() < Math.min(wanted, AT_ONCE + 1) && images.hasNext()) {
      ImageFolder.Entry image = images.next();
      begun.add(
          new Begun(image, CompletableFuture.supplyAsync(() -> prepare(image.file()), threads)));
    }
    Begun first = begun.remove();
    try {
      return new Picture(first.image(), first.prepared().join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException exception ? exception : e;
    }
  }

  private Prepared prepare(Path file) {
    Prepared prepared = prepare(file, (int) Math.min(PictureFile.pixels(file), room));
    return prepared.failure() != null && prepared.failure().getCause() instanceof OutOfMemoryError
        ? prepare(file, room) // alone: what filled the memory may have been the others
        : prepared;
  }

  private Prepared prepare(Path file, int taken) {
    pixels.acquireUninterruptibly(taken);
    try {
      return new Prepared(PicturePixels.read(file, height, width), null);
    } catch (PictureFile.Unusable e) {
      return new Prepared(null, e);
    } finally {
      pixels.release(taken);
    }
  }

  /** Gives up what was begun and not asked for. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
