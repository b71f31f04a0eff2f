package dev.plumbline.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of runs, and what is noticed. */
class HostileReportTest {

  @TempDir private Path folder;

  @Test
  void whatEndedWrongIsCountedAndTold() {
    Map<Trial, Outcome> outcomes = new LinkedHashMap<>();
    outcomes.put(new Trial(Kind.NODES, 1), new Outcome(Ending.MEASURED, ""));
    outcomes.put(new Trial(Kind.NODES, 2), new Outcome(Ending.DIED, "exit code\n134"));
    outcomes.put(new Trial(Kind.BOUNDS, 3), new Outcome(Ending.REFUSED, "no such column"));

    assertThat(HostileReport.markdown(outcomes))
        .contains(
            "| nodes and operators | 2 | 1 | – | – | – | – | – | 1 |",
            "| **models** | 2 | 1 | – | – | – | – | – | 1 |",
            "| **inputs** | 1 | – | 1 | – | – | – | – | – |",
            "- `nodes-2`: process died: exit code 134\n")
        .doesNotContain("no such column", "| wires");
  }

  @Test
  void outcomesAreReadAsTheyWereTold() {
    Outcome outcome = new Outcome(Ending.LOST, "3 of 5\nfigures");

    assertThat(Outcome.parse(outcome.line())).contains(outcome);
    assertThat(Outcome.parse("[audit] measuring")).isEmpty();
    assertThat(Trial.parse("latents-npy-12")).isEqualTo(new Trial(Kind.LATENTS_NPY, 12));
  }

  @Test
  void messagesForUsersAreToldFromOthers() {
    assertThat(Clarity.problem(new UserError("a.onnx is cut off: copy it again"))).isEmpty();
    assertThat(Clarity.problem(new AssertionError("norm is 3, expected at most 2"))).isEmpty();
    assertThat(Clarity.problem(new ArithmeticException("integer overflow"))).isPresent();
    assertThat(Clarity.problem(new UserError(" "))).isPresent();
    assertThat(Clarity.problem(new UserError("read: java.lang.NullPointerException"))).isPresent();
    assertThat(Clarity.problem(new AssertionError("layer \u001b[31m"))).isPresent();
    assertThat(Clarity.problem(new AssertionError("layer \u202e"))).isPresent();
    assertThat(Clarity.problem(new UserError("row 1\n".repeat(2_000)))).isPresent();
  }

  @Test
  void filesThatChangeAreNoticed() throws IOException {
    Sandbox sandbox = Sandbox.make(folder);
    Files.createDirectories(sandbox.sound());
    Path sound = Files.writeString(sandbox.sound().resolve("model.onnx"), "sound");
    Set<String> before = sandbox.untouchable();

    Files.createDirectories(sandbox.work());
    Files.writeString(sandbox.temporary().resolve("some"), "may be");
    assertThat(sandbox.touched(before)).isEmpty();

    Path left = Files.writeString(sandbox.home().resolve("deviceid"), "left");
    assertThat(sandbox.touched(before)).get().asString().contains("deviceid");
    Files.delete(left);

    Files.writeString(sound, "changed");
    assertThat(sandbox.touched(before)).get().asString().contains("model.onnx");
    Files.delete(sound);
    assertThat(sandbox.touched(before)).isPresent();
  }
}
