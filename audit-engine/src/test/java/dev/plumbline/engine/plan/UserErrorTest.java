package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserErrorTest {

  @Test
  void namesThatFillPagesAreCut() {
    assertThat(new UserError("The file " + "x".repeat(5_000) + " is gone."))
        .hasMessage("The file " + "x".repeat(100) + "… (5000 characters) is gone.");
  }

  @ParameterizedTest
  @CsvSource({
    "cannot be read (java.util.zip.ZipException: Not in GZIP), cannot be read (ZipException: Not in"
        + " GZIP)",
    "java.nio.file.NoSuchFileException: a, NoSuchFileException: a",
    "/java.util.zip.ZipException/a, /java.util.zip.ZipException/a",
    "up_blocks.1.resnets.0 is wrong, up_blocks.1.resnets.0 is wrong",
    "java.lang.OutOfMemoryError, OutOfMemoryError"
  })
  void exceptionsAreNamedWithoutTheirPackages(String message, String shown) {
    assertThat(new UserError(message)).hasMessage(shown);
    assertThat(new UserError(message, new IllegalStateException("why"))).hasMessage(shown);
  }
}
