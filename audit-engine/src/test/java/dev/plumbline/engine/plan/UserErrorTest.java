package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
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

  @Test
  void filesThatCannotBeReadAreToldWithTheReasonAndWhatToDo() {
    Path file = Path.of("a", "config.json");

    assertThat(UserError.unreadable(file, new AccessDeniedException(file.toString())))
        .hasMessage(
            "The file "
                + file
                + " cannot be read (AccessDeniedException: "
                + file
                + "). Check that it is readable.");
    assertThat(UserError.unreadable(file, new IOException("it became shorter")))
        .hasMessage("The file " + file + " cannot be read: it became shorter.");
  }
}
