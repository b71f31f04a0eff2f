package dev.plumbline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is measured on Spark is what is measured here, to the last bit. */
class LocalSparkTest {

  private static final String HERE = "local[2]";

  @TempDir Path folder;

  private void isWhatOneProcessMeasures(Runs here, Runs there) throws IOException {
    here.run("here");
    TasksSeen.reset();
    System.setProperty("spark.extraListeners", TasksSeen.class.getName());
    String errors;
    try {
      errors = errors(() -> there.onSpark(HERE).run("there"));
    } finally {
      System.clearProperty("spark.extraListeners");
    }

    assertThat(TasksSeen.DONE).as("tasks that Spark did").hasValueGreaterThan(2);
    assertThat(there.figures("there")).isEqualTo(here.figures("here")).hasSizeGreaterThan(1);
    assertThat(here.report("here", "metrics.csv").lines()).hasSizeGreaterThan(4);
    assertThat(errors).doesNotContain("WARN", "INFO", "SLF4J", "org.apache");
  }

  private static String errors(Runnable run) {
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      run.run();
    } finally {
      System.setErr(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "audit.samples, 170, 2", // several chunks of test images, too
    "audit.folds, 3, 1",
    "audit.probe, softmax, 2",
    "audit.control, random, 2"
  })
  void figuresAreThoseOfThisProcess(String parameter, String value, int timesteps)
      throws IOException {
    isWhatOneProcessMeasures(
        Runs.in(folder).with(parameter, value),
        Runs.in(folder).with(parameter, value).with("audit.spark.timesteps", timesteps));
  }

  @Test
  void aMasterThatIsNoneIsNamed() throws IOException {
    Runs runs = Runs.in(folder);

    runs.onSpark("nonsense").run("refused");

    assertThat(runs.report("refused", "junit.xml"))
        .contains("tiny: Spark cannot be reached at nonsense (", "audit.spark.master=");
  }

  @Test
  void whatAUserCanMendIsOneSentenceAndCostsNoOther() throws IOException {
    Path odd = Files.writeString(folder.resolve("odd.npy"), "no array");
    Runs runs = Runs.in(folder).with("audit.samples", 4).of(NormAudits.class);
    runs.with("audit.latents", odd).onSpark(HERE).run("odd");

    assertThat(runs.report("odd", "junit.xml"))
        .contains("tiny: ", "odd.npy")
        .doesNotContain("Spark gave it up", "In its executor");
  }

  @Test
  void whatNothingIsTrainedForTakesOneRound() throws IOException {
    isWhatOneProcessMeasures(
        Runs.in(folder).of(NormAudits.class), Runs.in(folder).of(NormAudits.class));
  }
}
