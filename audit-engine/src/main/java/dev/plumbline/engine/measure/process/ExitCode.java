package dev.plumbline.engine.measure.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How a process ended, for people. */
final class ExitCode {

  /** Systems add this to the number of the signal that ended a process. */
  private static final int OF_SIGNAL = 128;

  /** The signal and the place stand at the beginning. */
  private static final int MOST_LINES = 100;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15,
          "SIGTERM");

  /** As the JVM writes what it died of: {@code # SIGBUS (0x7) at pc=…}. */
  private static final Pattern CAUSE = Pattern.compile("#\\s+(SIG[A-Z]+|EXCEPTION_\\w+) .*");

  /** As it writes where it was: {@code # C [libonnxruntime.so+0x4f31] Name+0x1}. */
  private static final Pattern PLACE = Pattern.compile("# ([A-Za-z])\\s+(\\S.*)");

  private ExitCode() {}

  /**
   * Says how a process ended.
   *
   * @param code its exit code
   * @param errors the file that a JVM writes when it crashes
   * @return a clause without a subject: "was ended by SIGBUS (exit code 134): …"
   */
  static String describe(int code, Path errors) {
    Optional<String> signal =
        found(CAUSE, 1, errors).or(() -> Optional.ofNullable(SIGNALS.get(code - OF_SIGNAL)));
    String place = found(PLACE, 2, errors).map(where -> " in " + where.strip()).orElse("");
    return signal
        .map(name -> "was ended by " + name + place + " (exit code " + code + ")" + why(name))
        .orElse("ended with exit code " + code);
  }

  private static Optional<String> found(Pattern pattern, int group, Path errors) {
    if (!Files.isRegularFile(errors, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(errors).limit(MOST_LINES)) {
      return lines
          .map(pattern::matcher)
          .filter(Matcher::matches)
          .map(match -> match.group(group))
          .findFirst();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static String why(String signal) {
    return switch (signal) {
      case "SIGBUS" -> ": a file was cut short while it was read";
      case "SIGKILL" -> ": by the system if memory ran out, or by someone";
      case "SIGSEGV", "SIGABRT", "SIGILL", "SIGFPE" -> ": a crash in native code";
      default -> "";
    };
  }
}
