package dev.plumbline.engine.console;

import java.io.Console;
import java.lang.reflect.Method;
import java.util.Map;

/** Whether the standard output of this process is a terminal on which a line can be rewritten. */
public final class Terminal {

  private Terminal() {}

  /**
   * Tells whether it is. Java knows a console where both the standard input and output are a
   * terminal; from Java 22 on it knows others, which say that they are none. A process that Maven
   * or Gradle forked has pipes, and is never on a terminal.
   */
  public static boolean isThere() {
    return isThere(System.console(), System.getenv());
  }

  static boolean isThere(Console console, Map<String, String> environment) {
    return console != null
        && isTerminal(console)
        && !environment.getOrDefault("TERM", "").equals("dumb")
        && !environment.containsKey("CI");
  }

  private static boolean isTerminal(Console console) {
    try {
      Method isTerminal = Console.class.getMethod("isTerminal");
      return (Boolean) isTerminal.invoke(console);
    } catch (NoSuchMethodException e) { // before Java 22, there is no console but on a terminal
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
