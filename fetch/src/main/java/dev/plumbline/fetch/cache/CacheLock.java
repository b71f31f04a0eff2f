package dev.plumbline.fetch.cache;

import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.Hex;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has something in the cache to itself: against other threads of this process, and against other
 * processes, from which the system takes it away when they end, however they end. The file that is
 * locked stays, since to delete a lock is to give it to two.
 */
final class CacheLock implements Closeable {

  private static final Map<Path, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private final ReentrantLock here;
  private final FileChannel channel;

  private CacheLock(ReentrantLock here, FileChannel channel) {
    this.here = here;
    this.channel = channel;
  }

  /**
   * Waits until it has it.
   *
   * @param folder where locks lie
   * @param key what is locked
   * @param waiting told once if another one has it
   */
  static CacheLock take(Path folder, String key, Runnable waiting) throws IOException {
    Path file = folder.resolve(Hex.sha256(key) + ".lock").toAbsolutePath().normalize();
    ReentrantLock here = HERE.computeIfAbsent(file, path -> new ReentrantLock());
    if (!here.tryLock()) {
      waiting.run();
      here.lock();
    }
    FileChannel channel = null;
    boolean isTaken = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        waiting.run();
        channel.lock();
      }
      isTaken = true;
      return new CacheLock(here, channel);
    } catch (IOException e) {
      throw new FetchException(
          String.format(
              "The cache %s cannot be locked (%s). Make it writable, or name a folder on a file"
                  + " system of this machine in audit.cache.dir.",
              folder.getParent(), e),
          e);
    } finally {
      if (!isTaken) {
        if (channel != null) {
          channel.close();
        }
        here.unlock();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      here.unlock();
    }
  }
}
