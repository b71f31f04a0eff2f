package dev.plumbline.hostile;

import dev.plumbline.common.Folders;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Where one hostile thing is made, and run.
 *
 * @param materials what is sound
 * @param folder a folder of its own
 */
record Workplace(Materials materials, Path folder) {

  /** Returns the folder of a checkpoint that is hostile. */
  Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  /** Returns the folder of the reports. */
  Path reports() {
    return folder.resolve("reports");
  }

  /** Copies a file or folder to where it may be damaged. */
  Path copy(Path from, String name) throws IOException {
    Path to = folder.resolve(name);
    Folders.copy(from, to);
    return to;
  }
}
