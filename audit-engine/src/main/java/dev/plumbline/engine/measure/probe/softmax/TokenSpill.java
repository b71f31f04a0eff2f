package dev.plumbline.engine.measure.probe.softmax;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one pass keeps the tokens that train its probes: in memory as long as a budget lasts, then
 * in files. The files vanish when this is closed. When the process dies before, Unix has them
 * vanish too, since they have no name any more; what another system leaves behind is deleted by the
 * next spill into the same folder.
 */
public final class TokenSpill implements AutoCloseable {

  /** A quarter of the heap, and never more than a GiB. */
  public static final long DEFAULT_BUDGET =
      Math.min(Runtime.getRuntime().maxMemory() / 4, 1L << 30);

  static final String PREFIX = "plumbline-tokens-";

  private final Path folder;
  private long budget;
  private final List<File> files = new ArrayList<>();

  /**
   * Makes a spill. Nothing is written yet.
   *
   * @param folder the folder for the files
   * @param budget how many bytes may be kept in memory
   */
  public TokenSpill(Path folder, long budget) {
    this.folder = folder;
    this.budget = budget;
  }

  Path folder() {
    return folder;
  }

  /** Takes memory out of the budget if there is as much. */
  synchronized boolean reserve(long bytes) {
    if (bytes > budget) {
      return false;
    }
    budget -= bytes;
    return true;
  }

  /** Makes a file of blocks that are all of one size. */
  synchronized File newFile(int blockSize) throws IOException {
    if (files.isEmpty()) {
      Files.createDirectories(folder);
      deleteLeftovers();
    }
    Path path = Files.createTempFile(folder, PREFIX, ".f16");
    File file = new File(FileChannel.open(path, CREATE, READ, WRITE, DELETE_ON_CLOSE), blockSize);
    files.add(file);
    return file;
  }

  /**
   * Another run that still uses one keeps it: its file is open, and loses no more than its name.
   */
  private void deleteLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path leftover : leftovers) {
        deleteIfPossible(leftover);
      }
    }
  }

  private static void deleteIfPossible(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // it is in use, or another user's: it takes room, and harms nothing
      return;
    }
  }

  @Override
  public synchronized void close() {
    files.forEach(File::close);
    files.clear();
  }

  /** Blocks one after another in a file. */
  static final class File {

    private static final int LARGEST_MAP = 1 << 30;

    private final FileChannel channel;
    private final int blockSize;
    private final int blocksPerMap;
    private int blocks;

    private File(FileChannel channel, int blockSize) {
      this.channel = channel;
      this.blockSize = blockSize;
      this.blocksPerMap = Math.max(1, LARGEST_MAP / blockSize);
    }

    /** Writes a block and returns its number. */
    int append(ByteBuffer block) throws IOException {
      long start = (long) blocks * blockSize;
      ByteBuffer rest = block.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest, start + rest.position());
      }
      return blocks++;
    }

    /** Returns the file's blocks, mapped: they are read from the disk as they are used. */
    List<ByteBuffer> map() throws IOException {
      List<ByteBuffer> mapped = new ArrayList<>();
      Map<Integer, MappedByteBuffer> maps = new HashMap<>();
      for (int block = 0; block < blocks; block++) {
        int number = block / blocksPerMap;
        if (!maps.containsKey(number)) {
          int count = Math.min(blocksPerMap, blocks - block);
          maps.put(
              number,
              channel.map(MapMode.READ_ONLY, (long) block * blockSize, (long) count * blockSize));
        }
        mapped.add(
            maps.get(number)
                .slice(block % blocksPerMap * blockSize, blockSize)
                .order(ByteOrder.nativeOrder()));
      }
      return mapped;
    }

    private void close() {
      try (channel) {
        channel.truncate(0); // mapped parts hold the room on the disk until they are collected
      } catch (IOException e) {
        // a system that does not cut mapped files frees the room later
        return;
      }
    }
  }
}
