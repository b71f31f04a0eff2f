package dev.plumbline.api.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process of a run, as it names itself to others.
 *
 * @param pid its number
 * @param host the machine it runs on
 * @param since when the run began
 * @param execution which start of Surefire or Failsafe it is a fork of; empty if of none. All forks
 *     of one build have the same
 */
record RunProcess(long pid, String host, Instant since, String execution) {

  /** Surefire and Failsafe name the files of a fork's trouble on its command line. */
  private static final Pattern FORK =
      Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d_\\d+)-jvmRun\\d+");

  private static final Pattern LINE =
      Pattern.compile("pid=(\\d{1,18}) host=(\\S+) since=(\\S+) execution=(\\S*)");

  /** Returns this process, with a run that begins now. */
  static RunProcess current() {
    return new RunProcess(
        ProcessHandle.current().pid(),
        hostName(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        execution(System.getProperty("sun.java.command", "")));
  }

  static String execution(String command) {
    Matcher fork = FORK.matcher(command);
    return fork.find() ? fork.group(1) : "";
  }

  /** The machine's own name for itself, without blanks: nobody else is asked. */
  private static String hostName() {
    Map<String, String> environment = System.getenv();
    String name =
        environment.getOrDefault("COMPUTERNAME", environment.getOrDefault("HOSTNAME", ""));
    try {
      name = Files.readString(Path.of("/proc/sys/kernel/hostname"));
    } catch (IOException e) {
      // not Linux: the environment may know
    }
    String plain = name.strip().replaceAll("\\s+", "_");
    return plain.isEmpty() ? "this-machine" : plain;
  }

  /** Tells whether this is another fork of the same build. */
  boolean isForkBeside(RunProcess other) {
    return !execution.isEmpty() && execution.equals(other.execution) && !isSameAs(other);
  }

  private boolean isSameAs(RunProcess other) {
    return pid == other.pid && host.equals(other.host);
  }

  /** Returns the process in one line, which {@link #parse} reads. */
  String line() {
    return String.format("pid=%d host=%s since=%s execution=%s%n", pid, host, since, execution);
  }

  /** Reads a line; empty if it is none. */
  static Optional<RunProcess> parse(String text) {
    Matcher line = LINE.matcher(text.strip());
    try {
      return line.matches()
          ? Optional.of(
              new RunProcess(
                  Long.parseLong(line.group(1)),
                  line.group(2),
                  Instant.parse(line.group(3)),
                  line.group(4)))
          : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Says which process it is, for people. */
  String sentence() {
    return "process " + pid + " on " + host + ", since " + since;
  }
}
