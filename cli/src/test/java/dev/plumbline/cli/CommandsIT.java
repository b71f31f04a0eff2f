package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cli.PlumblineProcess.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command but {@code audit} does, by the real jar. */
@Tag("heavy")
class CommandsIT {

  private static final Path REFERENCE =
      Path.of("../audits/src/main/resources/dev/plumbline/audits/reference-unet")
          .toAbsolutePath()
          .normalize();

  @TempDir private Path folder;
  private TinyCheckpoint tiny;

  @BeforeEach
  void inputs() throws IOException {
    tiny = new TinyCheckpoint(folder);
  }

  @Test
  void whatIsRecordedIsCheckedAndWhatIsCheckedIsPromoted() throws Exception {
    Result recorded = measure("record", "baselines", "--select=HighNormAudits");
    assertThat(recorded.code()).as(recorded.toString()).isZero();
    assertThat(folder.resolve("baselines/tiny.csv")).exists();

    Result checked = measure("check", "baselines", "--select=HighNormAudits");
    assertThat(checked.code()).as(checked.toString()).isZero();
    assertThat(checked.out()).contains("baseline of tiny: tiny.csv, paired");

    Result planned = measure("plan", "--baseline=baselines", "--find=norm.max_relative_norm:1");
    assertThat(planned.code()).as(planned.toString()).isZero();
    assertThat(planned.out()).contains("DRY RUN").contains("norm.max_relative_norm");

    Result promoted = run("promote", "promoted");
    assertThat(promoted.code()).as(promoted.toString()).isZero();
    assertThat(promoted.out()).contains("promoted/tiny.csv");
    assertThat(folder.resolve("promoted/tiny.csv"))
        .hasSameTextualContentAs(folder.resolve("target/plumbline/baseline/tiny.csv"));

    Result suggested = measure("suggest", "bounds.csv", "--baseline=baselines");
    assertThat(suggested.code()).as(suggested.toString()).isEqualTo(2);
    assertThat(suggested.out()).contains("bounds need 3 or more");
    for (String name : List.of("second", "third")) {
      try (Stream<Path> files = Files.list(folder.resolve("promoted"))) {
        for (Path file : files.toList()) {
          Files.copy(
              file,
              folder
                  .resolve("baselines")
                  .resolve(file.getFileName().toString().replace("tiny", name)));
        }
      }
    }
    Result enough = measure("suggest", "bounds.csv", "--baseline=baselines");
    assertThat(enough.code()).as(enough.toString()).isZero();
    assertThat(folder.resolve("bounds.csv")).content().contains("norm.max_relative_norm");
  }

  @Test
  void aRedRunIsPromotedByForceOnly() throws Exception {
    Path report = Files.createDirectories(folder.resolve("report/baseline"));
    Files.writeString(report.resolve("tiny.csv"), "recorded");
    assertThat(run("promote", "to", "--report-dir=report"))
        .returns(2, Result::code)
        .extracting(Result::err)
        .asString()
        .contains("There is no finished run in " + report.getParent());
    Files.writeString(report.resolveSibling("summary.json"), "{\"verdict\": \"failed\"}");
    Result refused = run("promote", "to", "--report-dir=report");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("its verdict is failed");
    assertThat(folder.resolve("to")).doesNotExist();
    assertThat(run("promote", "to", "--report-dir=report", "--force").code()).isZero();
    assertThat(folder.resolve("to/tiny.csv")).hasContent("recorded");
  }

  @Test
  void comparingSaysWhatMovedAndMeasuresEachCheckpointOnce() throws Exception {
    Path spill = Files.createDirectory(folder.resolve("spill"));
    Result result = compare("before", TinyCheckpoint.variant("timestep-int64-batch"));
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out())
        .containsOnlyOnce("measuring before at t=50")
        .containsOnlyOnce("measuring after at t=50")
        .contains("before: 1 of 1 timesteps taken over")
        .contains("after: 1 of 1 timesteps taken over")
        .endsWith("after: passed\nNothing moved by more than its margin.\n");
    assertThat(folder.resolve("target/plumbline/summary.json"))
        .content()
        .contains("\"command\" : \"plumbline compare before=")
        .doesNotContain("--baseline", "--work-dir");
    assertThat(spill).isEmptyDirectory();
  }

  @Test
  void comparingAWorseCheckpointIsRed() throws Exception {
    Files.createDirectory(folder.resolve("spill"));
    Result result = compare("before", tiny.damaged());
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.out())
        .containsPattern("(?m)^after: failed$")
        .containsPattern("(?m)^CHANGE +METRIC +LAYER +T +BEFORE +NOW +MARGIN +P$")
        .containsPattern(
            "(?m)^worse +norm.max_relative_norm +mid_block.resnets\\[0] +50 +[0-9.]+ +[0-9.]+ ");
  }

  /** Its baseline's file is not called so. */
  @Test
  void comparingWithACheckpointOfAnyNameIsRedTheSame() throws Exception {
    Files.createDirectory(folder.resolve("spill"));
    Result result = compare("before: 1", tiny.damaged());
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.out()).containsPattern("(?m)^worse +norm.max_relative_norm ");
  }

  private Result compare(String before, Path after) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "compare",
                "--spill-dir=" + folder.resolve("spill"),
                before + "=" + TinyCheckpoint.variant("torchscript"),
                "after=" + after,
                "--select=HighNormAudits,FiniteActivationAudits"));
    arguments.addAll(tiny.inputs());
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void partsAreMeasuredApartAndJudgedTogether() throws Exception {
    Result part = measure("audit", "--shard=1/1", "--work-dir=part", "--select=HighNormAudits");
    assertThat(part.code()).as(part.toString()).isZero();
    Result merged = measure("merge", "part", "--select=HighNormAudits,FiniteActivationAudits");
    assertThat(merged.code()).as(merged.toString()).isNotZero();
    Result same = measure("merge", "part", "--select=HighNormAudits");
    assertThat(same.code()).as(same.toString()).isEqualTo(4); // there is nothing to compare with
    assertThat(same.out()).doesNotContain("measuring tiny");
  }

  @Test
  void encodersWriteInputsForLater() throws Exception {
    Result result = run("encode", "encoded", "--samples=2", "--checkpoint=base=" + REFERENCE);
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("ENCODED ONLY");
    assertThat(folder.resolve("encoded/latents.safetensors")).isNotEmptyFile();
    assertThat(folder.resolve("encoded/prompt.safetensors")).isNotEmptyFile();
  }

  @Test
  void layersAreInTheOrderOfTheirData() throws Exception {
    Result result = run("layers", "--csv", REFERENCE.toString());
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out().lines())
        .hasSize(47)
        .startsWith(
            "checkpoint,layer,kind,channels,height,width",
            "reference-unet,conv_in,conv_in,16,32,32")
        .containsSubsequence(
            "reference-unet,down_blocks.0.downsamplers.0,downsampler,16,16,16",
            "reference-unet,up_blocks.0.upsamplers.0,upsampler,64,8,8")
        .endsWith("reference-unet,conv_out,conv_out,4,32,32");

    Result table = run("layers", TinyCheckpoint.variant("dynamo").toString(), "gone");
    assertThat(table.code()).isEqualTo(3);
    assertThat(table.out()).contains("dynamo: 46 layers").contains("mid_block.attentions.0");
    assertThat(table.err()).contains("there is nothing at " + folder.resolve("gone"));
  }

  @Test
  void theDoctorSaysWhatIsWrong() throws Exception {
    Result well = run("doctor");
    assertThat(well.code()).as(well.toString()).isZero();
    assertThat(well.out())
        .contains("ONNX Runtime", "1.29.0", "telemetry", "Docker", "Audits can run here.")
        .doesNotContain("problem");
    Path gone = folder.resolve("gone");
    Result ill =
        PlumblineProcess.script(folder, "doctor")
            .with("JAVA_OPTS", "-Xmx300m -Djava.io.tmpdir=" + gone)
            .run();
    assertThat(ill.code()).as(ill.toString()).isEqualTo(3);
    assertThat(ill.out())
        .containsPattern("problem +heap")
        .containsPattern("problem +temporary folder +" + gone)
        .contains("JAVA_OPTS=-Xmx2g")
        .containsPattern("problem +ONNX Runtime");
  }

  @Test
  void shellsCompleteCommandsOptionsAndWords() throws Exception {
    Result bash = run("completion", "bash");
    assertThat(bash.code()).isZero();
    Path script = Files.writeString(folder.resolve("completion"), bash.out());
    Process shell =
        new ProcessBuilder(
                "bash",
                "-c",
                "source "
                    + script
                    + "; compopt() { :; }; COMP_WORDS=(plumbline audit --tier ''); COMP_CWORD=3;"
                    + " _complete_plumbline; echo \"${COMPREPLY[@]}\";"
                    + " COMP_WORDS=(plumbline audit --ti); COMP_CWORD=2;"
                    + " _complete_plumbline; echo \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.lines().map(line -> Arrays.asList(line.split("\\s+"))).toList())
        .as(said)
        .containsExactly(
            List.of("quick", "standard", "full"), List.of("--tier", "--timesteps", "--timeout"));
    assertThat(run("completion", "zsh").out())
        .startsWith("autoload -Uz compinit")
        .contains("--tier");
    assertThat(run("completion", "fish").code()).isEqualTo(2);
  }

  private Result measure(String... arguments) throws Exception {
    return run(tiny.quickly(arguments));
  }

  private Result run(String... arguments) throws Exception {
    return PlumblineProcess.jar(folder, arguments).run();
  }
}
