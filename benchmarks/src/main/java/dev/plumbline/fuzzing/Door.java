package dev.plumbline.fuzzing;

import java.io.IOException;
import java.nio.file.Path;

/** A way by which something from outside gets into the engine. */
@FunctionalInterface
interface Door {

  /**
   * Hands bytes to the engine as a user would.
   *
   * @param input the bytes
   * @param folder an empty folder, or one that the same door left; files may be written there
   * @param said told every message that the user is shown beside that of the error which is thrown
   * @return whether something was accepted; else what was refused was said
   * @throws dev.plumbline.engine.plan.UserError if the bytes are refused
   * @throws IOException if the folder cannot be written to
   */
  boolean open(byte[] input, Path folder, Said said) throws IOException;
}
