package dev.plumbline.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.FatalAudits;
import dev.plumbline.engine.unets.HostileModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be ended is left behind; its process does all that is left to do, and then ends. */
@Tag("heavy")
class LeftBehindTest {

  private static final int KILLED = 128 + 9;

  @TempDir Path folder;

  /** Measures checkpoints, says what came of them, and ends as any program does. */
  static final class Run {

    private Run() {}

    public static void main(String[] arguments) {
      Outcomes outcomes =
          Audits.in(Path.of(arguments[0]))
              .of(FatalAudits.class)
              .with("audit.checkpoint", arguments[1])
              .with("audit.timeout", "20s")
              .with("audit.timesteps", "50,200")
              .run();
      outcomes
          .leaves()
          .forEach(
              (leaf, result) ->
                  System.out.println(
                      leaf
                          + " "
                          + result.getStatus()
                          + " "
                          + result.getThrowable().map(Throwable::getMessage).orElse("")));
      System.out.println("engine " + outcomes.engineFailure());
    }
  }

  private Path slow() throws IOException {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    model.write(Files.readAllBytes(Audits.TINY));
    model.write(HostileModels.slowToLoad(2_000));
    return Files.write(folder.resolve("slow.onnx"), model.toByteArray());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aSessionThatIsNeverMadeCostsNoOtherCheckpointAndEndsWithTheProcess() throws Exception {
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Run.class.getName(),
                folder.toString(),
                "slow=" + slow() + ",tiny=" + Audits.TINY)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }

    int code = process.waitFor();
    String text = Files.readString(said, UTF_8);
    for (String timestep : List.of("50", "200")) {
      assertThat(text)
          .contains(
              "errorsAreThrown/slow/conv_in/"
                  + timestep
                  + " FAILED slow at t=50: a session of the U-Net was not made within 20 s"
                  + " (audit.timeout).")
          .contains("errorsAreThrown/tiny/conv_in/" + timestep + " SUCCESSFUL");
    }
    assertThat(text).contains("engine Optional.empty", "nothing can end it");
    assertThat(code).as(text).isEqualTo(KILLED);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("hs_err"));
    }
  }
}
