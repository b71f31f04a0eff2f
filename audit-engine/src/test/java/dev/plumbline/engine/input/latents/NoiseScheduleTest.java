package dev.plumbline.engine.input.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected figures come from NumPy in double precision. */
class NoiseScheduleTest {

  private static final Offset<Double> CLOSE = within(1e-12);

  @TempDir Path folder;

  @Test
  void isStableDiffusionsWhereThePipelineSaysSo() {
    NoiseSchedule read =
        NoiseSchedule.read(TestData.resource("reference-unet/scheduler/scheduler_config.json"));
    NoiseSchedule known = NoiseSchedule.stableDiffusion();

    for (NoiseSchedule schedule : new NoiseSchedule[] {read, known}) {
      assertThat(schedule.trainTimesteps()).isEqualTo(1000);
      assertThat(schedule.signal(50)).isEqualTo(0.97549, within(5e-6));
      assertThat(schedule.noise(50)).isEqualTo(0.22005, within(5e-6));
      assertThat(schedule.signal(999)).isEqualTo(0.0682649142171675, CLOSE);
    }
  }

  /** Every published kind, at its usual figures and at few timesteps. */
  @ParameterizedTest
  @CsvSource({
    "scaled_linear, 0.00085, 0.012",
    "scaled_linear, 0.00085, 0.02",
    "linear, 0.0001, 0.02",
    "linear, 0.00085, 0.012",
    "squaredcos_cap_v2, 0.0001, 0.02"
  })
  void usualSchedulesAreNotDoubted(String name, double start, double end) throws IOException {
    String config = "{\"beta_schedule\": \"%s\", \"beta_start\": %s, \"beta_end\": %s%s}";

    assertThat(read(config.formatted(name, start, end, "")).doubts()).isEmpty();
    assertThat(
            read(config.formatted(name, start, end, ", \"rescale_betas_zero_snr\": true")).doubts())
        .isEmpty();
    assertThat(NoiseSchedule.stableDiffusion().doubts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0.1, 0, 0.5, 0.6, 0.9] | beta is 0 at timestep 1, where no noise is added",
        "[0.1, 0.2, 1, 1, 1] | beta is 1 at timestep 2: from there on no picture is left",
        "[0.1, 0.5, 0.4, 0.9, 0.99] | betas fall at timestep 2, and usually grow",
        "[0.001, 0.002, 0.003] | 99% of the picture's variance are left at the last timestep"
      })
  void unlikelySchedulesAreNamed(String betas, String doubt) throws IOException {
    Path config =
        Files.writeString(folder.resolve("doubtful.json"), "{\"trained_betas\": " + betas + "}");
    List<String> warnings = new ArrayList<>();

    ScheduleChoice.of(Optional.of(config), Optional.empty(), warnings::add);

    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("The noise schedule in " + config + " is an unlikely one: ")
        .contains(doubt)
        .endsWith("Check that it is the model's.");
  }

  /** At the last timestep nothing need be left. */
  @Test
  void aLastBetaOf1IsNotDoubted() throws IOException {
    assertThat(read("{\"trained_betas\": [0.1, 0.5, 0.9, 1]}").doubts()).isEmpty();
  }

  /** To look at what is made of pictures without noise is unusual, and possible. */
  @Test
  void noNoiseAtAllIsDoubtedAndNotRefused() throws IOException {
    assertThat(read("{\"trained_betas\": [0, 0, 0]}").doubts())
        .containsExactly(
            "beta is 0 at timestep 0, where no noise is added",
            "100% of the picture's variance are left at the last timestep, which usually is noise"
                + " alone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'trained_betas': [1, 1] | has a beta of 1 at its first timestep",
        "'trained_betas': [0.1, -0.1] | has a beta of -0.1: betas are between 0 and 1",
        "'trained_betas': [0.1, 1.5] | has a beta of 1.5: betas are between 0 and 1",
        "'trained_betas': [0.1, 1e999] | has a beta of Infinity: betas are between 0 and 1",
        "'beta_schedule': 'linear', 'beta_start': 1, 'beta_end': 1 | has a beta of 1 at its first",
        "'beta_schedule': 'scaled_linear', 'beta_start': -1, 'beta_end': 0.1 | has a beta of NaN"
      })
  void impossibleSchedulesAreRefused(String entries, String why) {
    assertThatThrownBy(() -> read("{" + entries.replace('\'', '"') + "}"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("In " + folder)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "scaled_linear, 0.00085, 0.012, 0.9754880331415958, 0.5256735525237831, 0.0682649142171675",
    "linear, 0.0001, 0.02, 0.9848611544756192, 0.2789205233843933, 0.006352818087570016",
    "squaredcos_cap_v2, 1, 1, 0.995853746597205, 0.7016303673935465, 4.9282521313695554e-05"
  })
  void knowsTheNamedSchedules(
      String name, double start, double end, double at50, double at500, double at999)
      throws IOException {
    NoiseSchedule schedule =
        read(
            String.format(
                "{\"beta_schedule\": \"%s\", \"beta_start\": %s, \"beta_end\": %s}",
                name, start, end));

    assertThat(schedule.signal(50)).isEqualTo(at50, CLOSE);
    assertThat(schedule.signal(500)).isEqualTo(at500, CLOSE);
    assertThat(schedule.signal(999)).isEqualTo(at999, CLOSE);
    for (int t = 0; t < 1000; t++) {
      assertThat(Math.hypot(schedule.signal(t), schedule.noise(t))).isEqualTo(1, CLOSE);
    }
  }

  @Test
  void takesTrainedBetas() throws IOException {
    NoiseSchedule schedule = read("{\"trained_betas\": [0.5, 0.5], \"beta_schedule\": \"odd\"}");

    assertThat(schedule.trainTimesteps()).isEqualTo(2);
    assertThat(schedule.signal(0)).isEqualTo(Math.sqrt(0.5), CLOSE);
    assertThat(schedule.signal(1)).isEqualTo(0.5, CLOSE);
  }

  @Test
  void rescalesToPureNoiseAtTheEnd() throws IOException {
    NoiseSchedule schedule =
        read(
            "{\"beta_schedule\": \"scaled_linear\", \"beta_start\": 0.00085, \"beta_end\": 0.012,"
                + " \"rescale_betas_zero_snr\": true}");

    assertThat(schedule.signal(0)).isEqualTo(0.9995749096490968, CLOSE);
    assertThat(schedule.signal(50)).isEqualTo(0.9737224678984338, CLOSE);
    assertThat(schedule.signal(500)).isEqualTo(0.49093663823075556, CLOSE);
    assertThat(schedule.signal(999)).isZero();
    assertThat(schedule.noise(999)).isEqualTo(1);
  }

  @Test
  void namesTheSchedulesItKnows() {
    refused(
        "{\"beta_schedule\": \"sigmoid\"}",
        "the noise schedule is \"sigmoid\"; supported are \"linear\", \"scaled_linear\","
            + " \"squaredcos_cap_v2\" and a list \"trained_betas\"");
  }

  @Test
  void refusesSchedulersOfAnotherKind() {
    refused(
        "{\"_class_name\": \"FlowMatchEulerDiscreteScheduler\", \"num_train_timesteps\": 1000}",
        "of a FlowMatchEulerDiscreteScheduler has no \"beta_schedule\"");
  }

  @Test
  void refusesFiguresThatMakeNoSchedule() {
    refused("{\"beta_schedule\": \"linear\", \"beta_start\": 0.1}", "has no \"beta_end\"");
    refused("{\"beta_schedule\": \"linear\", \"beta_start\": 0, \"beta_end\": 2}", "a beta of 1.0");
    refused(
        "{\"beta_schedule\": \"linear\", \"beta_start\": \"low\", \"beta_end\": 2}",
        "\"beta_start\" is \"low\"; it must be a number");
    refused(
        "{\"beta_schedule\": \"squaredcos_cap_v2\", \"num_train_timesteps\": 0}",
        "\"num_train_timesteps\" is 0; it must be between 1 and 1000000");
    refused(
        "{\"beta_schedule\": \"squaredcos_cap_v2\", \"num_train_timesteps\": 10.5}",
        "it must be a whole number");
    refused(
        "{\"trained_betas\": [0.1], \"num_train_timesteps\": 1000}",
        "\"num_train_timesteps\" is 1000, and \"trained_betas\" has 1 values");
    refused("{\"trained_betas\": [\"x\"]}", "it must be a list of numbers");
    refused("[1]", "is not a JSON object");
    refused("{\"beta_schedule\"", "is not valid JSON");
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path file = folder.resolve("none.json");

    assertThatThrownBy(() -> NoiseSchedule.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString());
  }

  /** Their configs have betas, too, that no noise is drawn by. */
  @ParameterizedTest
  @CsvSource({
    "use_flow_sigmas, true, is true",
    "prediction_type, \"flow_prediction\", is \"flow_prediction\"",
    "snr_shift_scale, 3.0, is not 1"
  })
  void refusesOtherMixturesOfSignalAndNoise(String key, String value, String why) {
    refused(
        "{\"beta_schedule\": \"linear\", \"beta_start\": 0.1, \"beta_end\": 0.2, \""
            + key
            + "\": "
            + value
            + "}",
        "\"" + key + "\" " + why);
  }

  @Test
  void whatIsPredictedIsNoMatter() throws IOException {
    String linear =
        "{\"beta_schedule\": \"linear\", \"beta_start\": 0.1, \"beta_end\": 0.2,"
            + " \"num_train_timesteps\": 2, \"use_flow_sigmas\": false, \"prediction_type\": ";

    assertThat(read(linear + "\"v_prediction\"}").signal(1))
        .isEqualTo(read(linear + "\"epsilon\"}").signal(1));
  }

  @ParameterizedTest
  @CsvSource({"-1", "1000"})
  void refusesTimestepsOutsideTheSchedule(int t) {
    NoiseSchedule schedule = NoiseSchedule.stableDiffusion();
    String message =
        "Timestep "
            + t
            + " is not one of this checkpoint's: give timesteps from 0 to 999 in"
            + " -Daudit.timesteps.";

    assertThatThrownBy(() -> schedule.signal(t)).isInstanceOf(UserError.class).hasMessage(message);
    assertThatThrownBy(() -> schedule.noise(t)).isInstanceOf(UserError.class).hasMessage(message);
  }

  private NoiseSchedule read(String json) throws IOException {
    return NoiseSchedule.read(Files.writeString(folder.resolve("scheduler_config.json"), json));
  }

  private void refused(String json, String why) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("scheduler_config.json")
        .hasMessageContaining(why);
  }
}
