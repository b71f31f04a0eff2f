package dev.plumbline.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzReportTest {

  private static final FuzzResult CLEAN =
      new FuzzResult("globs", new JazzerLog(1234, 56), List.of(), 8, 2);
  private static final FuzzResult FOUND =
      new FuzzResult("npy", new JazzerLog(9, 5), List.of(Path.of("npy/crash-ab")), 3, 0);

  @Test
  void theTableHasARowForEachTarget() {
    assertThat(FuzzReport.markdown(List.of(CLEAN, FOUND)))
        .contains("| `globs` | 1234 | 56 | 0 | 8 | 2 |\n", "| `npy` | 9 | 5 | 1 | 3 | 0 |\n")
        .contains("- `npy`: npy/crash-ab");
    assertThat(FuzzReport.markdown(List.of(CLEAN))).contains("None.");
  }

  @Test
  void findingsAreAnError() {
    assertThatCode(() -> Fuzzing.refuseFindings(List.of(CLEAN), Path.of("out")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Fuzzing.refuseFindings(List.of(CLEAN, FOUND), Path.of("out")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("out");
  }
}
