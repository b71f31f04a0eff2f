package dev.plumbline.engine.runtime;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls into ONNX Runtime that did not come back, and which nothing can end. Their threads are left
 * behind.
 *
 * <p>They would crash the process when it ends, with an error file and any exit code, since the
 * library takes itself down while they run. So a process with such a thread is killed in its last
 * moment: when all reports are written and whoever started it has been told all. Its exit code is
 * then never 0.
 */
public final class LeftBehind {

  /** What else is done when the process ends has so long. */
  private static final long SECONDS_FOR_OTHERS = 2;

  private static final AtomicInteger CALLS = new AtomicInteger();
  private static boolean prepared;

  private LeftBehind() {}

  /** Says that a call is left behind. */
  public static synchronized void add() {
    CALLS.incrementAndGet();
    if (!prepared) {
      prepared = true;
      Thread killer = new Thread(LeftBehind::endForGood, "ending what was left behind");
      try {
        Runtime.getRuntime().addShutdownHook(killer);
      } catch (IllegalStateException e) {
        return; // the process is ending
      }
    }
  }

  /** Says that a call that was left behind has come back after all. */
  public static void cameBack() {
    CALLS.decrementAndGet();
  }

  /** Tells whether a call is left behind that has not come back. */
  public static boolean isAny() {
    return CALLS.get() > 0;
  }

  private static void endForGood() {
    try {
      TimeUnit.SECONDS.sleep(SECONDS_FOR_OTHERS);
      if (isAny()) {
        String self = Long.toString(ProcessHandle.current().pid());
        new ProcessBuilder("sh", "-c", "kill -9 " + self).start().waitFor();
      }
    } catch (IOException | InterruptedException e) {
      return; // where there is no shell, the process ends as it may
    }
  }
}
