package dev.plumbline.reports.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FontsTest {

  @TempDir Path folder;

  /** Runs in a Java of its own, which is shown no fonts. */
  public static void main(String[] arguments) {
    try {
      Fonts.require();
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }

  @Test
  void fontsThatAreThereWillDo() {
    assertThatCode(Fonts::require).doesNotThrowAnyException();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aJavaWithoutFontsSaysWhatToInstall() throws IOException, InterruptedException {
    Path none =
        Files.writeString(
            folder.resolve("fonts.conf"), "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.awt.headless=true",
            "-Duser.home=" + folder, // where Java keeps what fonts it found
            "-cp",
            System.getProperty("java.class.path"),
            FontsTest.class.getName());
    java.environment().put("FONTCONFIG_FILE", none.toString());
    Process process = java.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(said).startsWith("this Java finds no fonts: install fontconfig and a font");
  }
}
