package dev.plumbline.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cli.doctor.Finding.Grade;
import dev.plumbline.engine.measure.session.CudaState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {

  @TempDir private Path folder;

  @Test
  void whatIsWrongHasARemedyAndWhatIsRightHasNone() {
    assertThat(JavaChecks.version(16, "64")).satisfies(this::isProblem);
    assertThat(JavaChecks.version(17, "32")).satisfies(this::isProblem);
    assertThat(JavaChecks.version(17, "64")).satisfies(this::isOk);
    assertThat(JavaChecks.heap(400L << 20)).satisfies(this::isProblem);
    assertThat(JavaChecks.heap(4L << 30)).satisfies(this::isOk);
    assertThat(JavaChecks.names("ANSI_X3.4-1968").remedy()).contains("LC_ALL=C.UTF-8");
    assertThat(MachineChecks.system("Linux", "amd64")).satisfies(this::isOk);
    assertThat(MachineChecks.system("Windows 11", "amd64")).satisfies(this::isOk);
    assertThat(MachineChecks.system("Mac OS X", "aarch64")).satisfies(this::isOk);
    assertThat(MachineChecks.system("Mac OS X", "x86_64")).satisfies(this::isProblem);
    assertThat(MachineChecks.system("Linux", "riscv64")).satisfies(this::isProblem);
    assertThat(MachineChecks.memory(16_000_000_000L, OptionalLong.of(500_000_000L)))
        .satisfies(this::isProblem);
    assertThat(MachineChecks.memory(16_000_000_000L, OptionalLong.empty())).satisfies(this::isOk);
  }

  private void isProblem(Finding finding) {
    assertThat(finding.grade()).isEqualTo(Grade.PROBLEM);
    assertThat(finding.remedy()).isNotBlank();
  }

  private void isOk(Finding finding) {
    assertThat(finding).returns(Grade.OK, Finding::grade).returns("", Finding::remedy);
  }

  @Test
  void temporaryFoldersHaveToBeThereAndHaveRoom() {
    assertThat(TemporaryFolderCheck.check(folder, 1, true)).satisfies(this::isOk);
    assertThat(TemporaryFolderCheck.check(folder, Long.MAX_VALUE, true)).satisfies(this::isProblem);
    assertThat(TemporaryFolderCheck.check(folder.resolve("gone"), 1, true))
        .satisfies(this::isProblem);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void providersSayWhatIsMissing() {
    Finding missing =
        OnnxRuntimeChecks.cuda(
            new CudaState(
                true,
                Optional.of("NVIDIA L4"),
                Optional.of("libcudnn.so.9: cannot open shared object file"),
                Optional.of("install cuDNN 9")));
    assertThat(missing.grade()).isEqualTo(Grade.PROBLEM);
    assertThat(missing.text()).contains("libcudnn.so.9").contains("NVIDIA L4");
    assertThat(missing.remedy()).isEqualTo("install cuDNN 9");
    CudaState cpu = new CudaState(false, Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(OnnxRuntimeChecks.cuda(cpu)).satisfies(this::isOk);
    CudaState unused =
        new CudaState(false, Optional.of("NVIDIA L4"), Optional.empty(), Optional.empty());
    assertThat(OnnxRuntimeChecks.cuda(unused).grade()).isEqualTo(Grade.NOTE);
    assertThat(OnnxRuntimeChecks.telemetry(Optional.of("its telemetry is on")))
        .satisfies(this::isProblem);
    assertThat(OnnxRuntimeChecks.telemetry(Optional.empty())).satisfies(this::isOk);
  }

  @Test
  void dockerIsReachableOrNot() throws IOException {
    assertThat(DockerCheck.check(program("echo 27.1.0"))).satisfies(this::isOk);
    Finding denied = DockerCheck.check(program("echo permission denied >&2; exit 1"));
    assertThat(denied.grade()).isEqualTo(Grade.NOTE);
    assertThat(denied.text()).contains("permission denied");
    assertThat(DockerCheck.check(folder.resolve("gone").toString()).text())
        .isEqualTo("not installed");
  }

  private String program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("docker"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }
}
