package dev.plumbline.fuzzing;

import java.nio.file.Path;
import java.util.List;

/**
 * What came out of fuzzing a target.
 *
 * @param target what the target is called
 * @param log what the fuzzer says of the run
 * @param findings inputs that did what must not be, a file each
 * @param kept how many inputs are kept now
 * @param added how many of them are new
 */
record FuzzResult(String target, JazzerLog log, List<Path> findings, int kept, int added) {

  /** Copies the list. */
  FuzzResult {
    findings = List.copyOf(findings);
  }
}
