package dev.plumbline.cli.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParameterFileTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve(ParameterFile.NAME);
  }

  @Test
  void namesHaveTheirValues() throws IOException {
    Files.writeString(
        file,
        """
        # what we always give
        audit.checkpoint = größe=models/größe
        audit.x.own = anything
        audit.parallel.enabled = true
        """);
    assertThat(ParameterFile.read(file))
        .hasSize(3)
        .containsEntry("audit.checkpoint", "größe=models/größe")
        .containsEntry("audit.x.own", "anything");
  }

  @Test
  void unknownNamesAreRefused() throws IOException {
    Files.writeString(file, "tier = quick\n");
    assertThatThrownBy(() -> ParameterFile.read(file))
        .isInstanceOf(UserError.class)
        .hasMessage(file + ": tier is no parameter of audits; did you mean audit.tier?");
  }

  @Test
  void aFileThatCannotBeReadIsRefused() throws IOException {
    assertThatThrownBy(() -> ParameterFile.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be read");
    Files.writeString(file, "audit.images = C:\\users\\me\n");
    assertThatThrownBy(() -> ParameterFile.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Write a backslash as two");
    Files.write(file, new byte[] {'a', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> ParameterFile.read(file)).isInstanceOf(UserError.class);
  }
}
