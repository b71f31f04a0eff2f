package dev.plumbline.engine.plan;

import java.nio.file.Path;
import java.util.OptionalLong;

/** What a disk has room for. */
public final class FreeSpace {

  private FreeSpace() {}

  /**
   * Returns how many bytes can still be written to a folder. The system is asked for the folder
   * itself: asked for the file store that it belongs to, Java looks for a mount point, which a root
   * that was changed need not have.
   *
   * @param folder the folder
   * @return the bytes; empty where that cannot be told, or nothing is free, which shows in writing
   */
  public static OptionalLong in(Path folder) {
    long bytes = folder.toFile().getUsableSpace();
    return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
  }
}
