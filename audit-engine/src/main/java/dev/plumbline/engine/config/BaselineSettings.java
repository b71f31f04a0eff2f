package dev.plumbline.engine.config;

import dev.plumbline.engine.baseline.BaselineFile;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Which baselines a run has to do with, and what.
 *
 * @param location a folder with a file for each checkpoint, or the file of all of them
 * @param mode what is done with them
 */
public record BaselineSettings(Path location, Mode mode) {

  /** What is done with baselines. */
  public enum Mode {
    /** Checkpoints are held against them. They are only read. */
    CHECK,
    /** They are written. */
    RECORD,
    /** They are left alone, and so are bounds that refer to them. */
    OFF
  }

  /** Tells whether the location is a file. A folder's name does not end in {@code .csv}. */
  public boolean isFile() {
    return location.toString().toLowerCase(Locale.ROOT).endsWith(BaselineFile.ENDING);
  }

  /** Returns the file of a checkpoint. */
  public Path file(String checkpoint) {
    return isFile() ? location : BaselineFile.in(location, checkpoint);
  }
}
