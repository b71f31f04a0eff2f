package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.plumbline.cli.PlumblineProcess.Result;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs of docs/examples/cluster, run as a scheduler would, with the part set by hand. */
@Tag("heavy")
class ClusterExamplesIT {

  private static final Path EXAMPLES =
      Path.of("../docs/examples/cluster").toAbsolutePath().normalize();

  private static final int PARTS = 2;

  @TempDir private Path folder;

  @BeforeEach
  void parameters() throws IOException {
    StringBuilder parameters = new StringBuilder();
    for (String option : new TinyCheckpoint(folder).inputs()) {
      parameters.append(option.replaceFirst("--", "audit.")).append('\n');
    }
    String text = parameters.toString().replace("audit.timesteps=50", "audit.timesteps=50,200,500");
    Files.writeString(
        folder.resolve("plumbline.properties"),
        text + "audit.checkpoint=tiny=" + TinyCheckpoint.variant("torchscript") + "\n");
  }

  private void equalsOneRun(Result judged) throws Exception {
    Result one =
        PlumblineProcess.jar(folder, "audit", "--report-dir=reports/one", "--executor=in-process")
            .run();
    assertThat(judged.code()).as(judged.toString()).isEqualTo(one.code()).isIn(0, 4);
    assertThat(folder.resolve("reports/all/metrics.csv"))
        .hasSameTextualContentAs(folder.resolve("reports/one/metrics.csv"))
        .content()
        .contains("mid_block");
  }

  private Result slurm(String script, int task, String... more) throws Exception {
    String[] command = new String[2 + more.length];
    command[0] = "bash";
    command[1] = EXAMPLES.resolve(script).toString();
    System.arraycopy(more, 0, command, 2, more.length);
    return PlumblineProcess.by(folder, command)
        .with("PLUMBLINE", PlumblineProcess.script().toString())
        .with("PLUMBLINE_PARTS", Integer.toString(PARTS))
        .with("SLURM_ARRAY_TASK_ID", Integer.toString(task))
        .run();
  }

  @Test
  void slurmsPartsComeToWhatOneRunDoes() throws Exception {
    for (int task = 1; task <= PARTS; task++) {
      Result part = slurm("slurm-measure.sh", task);
      assertThat(part.code()).as(part.toString()).isZero();
    }
    Result judged = slurm("slurm-judge.sh", 0);
    equalsOneRun(judged);
  }

  @Test
  void slurmsPartThatIsMissingIsRedAndNamed() throws Exception {
    assertThat(slurm("slurm-measure.sh", 1).code()).isZero();
    Result judged = slurm("slurm-judge.sh", 0);
    assertThat(judged.code()).as(judged.toString()).isEqualTo(3);
    assertThat(judged.out()).contains("no partial of t=");
  }

  /** Unknown fields, and values of another type, are refused in reading. */
  private static Container container(String file, Job job) {
    PodSpec pod = job.getSpec().getTemplate().getSpec();
    assertThat(job.getApiVersion()).isEqualTo("batch/v1");
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).as(file).isTrue();
    Container container = pod.getContainers().get(0);
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getVolumeMounts())
        .extracting(VolumeMount::getName)
        .allMatch(name -> pod.getVolumes().stream().anyMatch(v -> v.getName().equals(name)));
    return container;
  }

  private static Job job(String file) throws IOException {
    return strict().readValue(EXAMPLES.resolve(file).toFile(), Job.class);
  }

  private static ObjectMapper strict() {
    return new ObjectMapper(new YAMLFactory()).setAnnotationIntrospector(new Strict());
  }

  /** The model takes fields that it does not know. */
  private static final class Strict extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  @Test
  void aFieldThatKubernetesDoesNotKnowIsRefused() throws IOException {
    String misspelt =
        Files.readString(EXAMPLES.resolve("kubernetes-measure.yaml"))
            .replace("completionMode", "completionsMode");
    assertThatThrownBy(() -> strict().readValue(misspelt, Job.class))
        .hasMessageContaining("completionsMode");
  }

  private Result run(Container container, int index) throws Exception {
    List<String> command = container.getCommand();
    assertThat(command).hasSize(3).startsWith("/bin/sh", "-c");
    return PlumblineProcess.by(
            folder, "/bin/sh", "-c", command.get(2).replace("/8 ", "/" + PARTS + " "))
        .with("JOB_COMPLETION_INDEX", Integer.toString(index))
        .run();
  }

  @Test
  void kubernetesPartsComeToWhatOneRunDoes() throws Exception {
    Files.createSymbolicLink(folder.resolve("plumbline.jar"), PlumblineProcess.jarFile());
    Job measure = job("kubernetes-measure.yaml");
    Container measuring = container("measure", measure);
    assertThat(measure.getSpec().getCompletionMode()).isEqualTo("Indexed");
    assertThat(measuring.getCommand().get(2)).contains("/" + measure.getSpec().getCompletions());
    for (int index = 0; index < PARTS; index++) {
      Result part = run(measuring, index);
      assertThat(part.code()).as(part.toString()).isZero();
    }
    Job judge = job("kubernetes-judge.yaml");
    assertThat(judge.getSpec().getBackoffLimit()).as("a verdict is not tried again").isZero();
    Result judged = run(container("judge", judge), 0);
    equalsOneRun(judged);
  }
}
