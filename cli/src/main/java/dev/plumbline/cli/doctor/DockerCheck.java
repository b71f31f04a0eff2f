package dev.plumbline.cli.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Docker, which nothing needs, and which isolates a whole run where models are not trusted. */
final class DockerCheck {

  private static final String ABOUT = "Docker";
  private static final int SECONDS = 10;

  private DockerCheck() {}

  static List<Finding> findings() {
    return List.of(check("docker"));
  }

  static Finding check(String program) {
    try {
      Process process =
          new ProcessBuilder(program, "version", "--format", "{{.Server.Version}}")
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return unreachable("it does not answer");
      }
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      String last = said.lines().reduce("", (before, line) -> line);
      return process.exitValue() == 0
          ? Finding.ok(ABOUT, "reachable, version " + last)
          : unreachable(last);
    } catch (IOException e) {
      return Finding.note(ABOUT, "not installed", "nothing has to be done: audits do without it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unreachable("asking it was interrupted");
    }
  }

  private static Finding unreachable(String why) {
    return Finding.note(
        ABOUT,
        "not reachable (" + why + ")",
        "nothing has to be done: audits do without it. Else start its daemon, and see that you"
            + " may use it");
  }
}
