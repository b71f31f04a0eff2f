package dev.plumbline.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the fuzzer calls, in a process for one target. */
public final class FuzzEntry {

  /** The system property that names the target. */
  static final String TARGET = "fuzz.target";

  /** The system property that names a folder for files that are handed in. */
  static final String WORK = "fuzz.work";

  /** The system property that names the folder of seeds. */
  static final String SEEDS = "fuzz.seeds";

  private static final Door DOOR = FuzzTarget.of(System.getProperty(TARGET, "")).door();
  private static final Path FOLDER = Path.of(System.getProperty(WORK, ""));

  private FuzzEntry() {}

  /**
   * Hands all seeds in once, so that classes are loaded before an input is timed. What is found is
   * found again.
   */
  public static void fuzzerInitialize() throws IOException {
    for (Path seed : new Corpus(Path.of(System.getProperty(SEEDS, ""))).inputs()) {
      try {
        fuzzerTestOneInput(Files.readAllBytes(seed));
      } catch (RuntimeException | Error e) {
        System.err.println(seed + ": " + e);
      }
    }
  }

  /**
   * Hands one input in. What is thrown is a finding.
   *
   * @param input the input
   */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    FuzzCheck.run(DOOR, input, FOLDER);
  }
}
