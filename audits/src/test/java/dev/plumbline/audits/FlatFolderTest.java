package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled photographs, crops of 15 photographs in as many folders, in one folder. */
class FlatFolderTest {

  @TempDir Path folder;

  private List<String> warnings(Predicate<String> chosen) throws IOException {
    Path photographs = new BundledReference().images();
    try (Stream<Path> walk = Files.walk(photographs)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = photographs.relativize(file).toString().replace('/', '_');
        if (chosen.test(name)) {
          Files.copy(file, folder.resolve(name));
        }
      }
    }
    return AuditedRun.of(
            Map.of(
                AuditParameters.IMAGES, folder.toString(),
                AuditParameters.SAMPLES, "62",
                AuditParameters.LAYERS, "conv_in"))
        .warnings();
  }

  @Test
  void allOfThemAreWarnedOfOnce() throws IOException {
    assertThat(warnings(name -> true))
        .singleElement()
        .asString()
        .startsWith("audit.images: Images are near-duplicates of each other, as crops of one")
        .contains("coffee_1.jpg to coffee_6.jpg (6); astronaut_1.jpg to astronaut_4.jpg (4)")
        .contains("They count as 29 scenes and are 10: ")
        .contains("put those of one thing into a sub-folder");
  }

  @Test
  void oneOfEachIsNot() throws IOException {
    assertThat(warnings(name -> name.endsWith("_1.jpg"))).isEmpty();
    assertThat(folder.toFile().list()).hasSize(15);
  }
}
