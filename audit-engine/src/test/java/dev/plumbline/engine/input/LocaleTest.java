package dev.plumbline.engine.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names outside of ASCII where Java was started without a locale, as in most containers. */
class LocaleTest {

  @TempDir Path folder;

  /** The shell writes bytes as they are, whatever the locale of these tests. */
  private void move(Path file, String octal) throws Exception {
    String command = "mv '" + file + "' \"$(printf '" + octal + "')\"";
    assertThat(new ProcessBuilder("sh", "-c", command).directory(file.getParent().toFile()).start())
        .satisfies(process -> assertThat(process.waitFor()).isZero());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void photographsAreReadAndTheirNamesToldApart() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    move(TestData.png(images.resolve("a.png"), 16, 0xFF0000), "\\303\\274.png");
    Path jpeg = Files.copy(TestData.resource("jpeg/422.jpg"), images.resolve("b.jpg"));
    move(jpeg, "\\345\\206\\231.jpg");
    TestData.png(images.resolve("scene/c.png"), 16, 0x00FF00);
    move(images.resolve("scene"), "sc\\303\\250ne");

    for (String locale : List.of("C", "POSIX")) {
      assertThat(
              ReadingProcess.read(
                  folder, Map.of("LC_ALL", locale, "LANG", locale), List.of(), images))
          .singleElement()
          .asString()
          .contains("names of images cannot be read in this locale: 3, such as ", "LC_ALL=C.UTF-8")
          .contains(
              "; sc\uFFFD\uFFFDne/c.png read 768",
              "; \uFFFD\uFFFD.png read 768",
              "; \uFFFD\uFFFD\uFFFD.jpg read 768");
    }
  }
}
