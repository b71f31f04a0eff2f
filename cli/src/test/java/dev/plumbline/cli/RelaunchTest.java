package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelaunchTest {

  /** Java itself reads the file: whatever a word holds arrives as it was. */
  @Test
  void wordsArriveAsTheyWere(@TempDir Path folder) throws Exception {
    List<String> words =
        List.of(
            "a b",
            "C:\\models\\new",
            "say \"it\"",
            "two\nlines\tand a tab",
            "",
            "#no",
            "@file",
            "*");
    Path echo =
        Files.writeString(
            folder.resolve("Echo.java"),
            """
            public class Echo {
              public static void main(String[] words) {
                System.out.print(String.join("|", words));
              }
            }
            """);
    Path arguments =
        Files.writeString(
            folder.resolve("arguments"),
            Relaunch.lines(List.of("-Dsome=thing", echo.toString()), words));
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments)
            .redirectErrorStream(true)
            .start();
    assertThat(new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(String.join("|", words));
  }
}
