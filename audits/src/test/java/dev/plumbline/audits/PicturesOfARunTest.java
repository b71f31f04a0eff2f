package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is drawn of the bundled checkpoint, from the U-Net to the files. */
class PicturesOfARunTest {

  private static final String LEAF = "_reference-unet_mid_block.resnets_1_t_50_";

  @TempDir static Path folder;

  @BeforeAll
  static void audit() throws IOException {
    String printed =
        ReportedRun.of(
            folder,
            folder.resolve("bounds.csv"),
            """
            **,norm.max_relative_norm,mid_block.**,*,,0,never so
            **,probe.lda.accuracy_8,mid_block.**,*,,0,never so
            **,similarity.difference.corner,mid_block.**,*,,-2,never so
            """,
            Map.of(
                AuditParameters.LAYERS,
                "conv_in,mid_block.resnets[1],conv_out",
                AuditParameters.EXPLORER,
                "0"));
    assertThat(printed).contains("3 failed", "decision.html").doesNotContain("REPORTS NOT WRITTEN");
  }

  private static List<String> names(String picture) throws IOException {
    return Files.readAllLines(folder.resolve("pictures").resolve(picture + ".csv")).stream()
        .skip(1)
        .map(line -> line.substring(0, line.indexOf(',')))
        .distinct()
        .toList();
  }

  @Test
  void failedLeavesHaveTheMapsOfWhatTheyMeasured() throws IOException {
    assertThat(names("maps-highNormTokensAreRare" + LEAF))
        .containsExactly("norm.mean_map", "norm.map");
    assertThat(names("maps-cornersAreNotSpecial" + LEAF)).containsExactly("similarity.corner_map");
    assertThat(names("maps-positionIsDecodableAsExpected" + LEAF))
        .containsExactly("probe.lda.row_confusion", "probe.lda.column_confusion");
  }

  @Test
  void leavesThatPassedHaveNone() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("pictures"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.startsWith("maps-") && name.endsWith(".svg"))
          .hasSize(3);
    }
  }

  @Test
  void theWorstImagesAreBesideTheirPhotographs() throws IOException {
    String svg =
        Files.readString(
            folder.resolve("pictures").resolve("maps-highNormTokensAreRare" + LEAF + ".svg"));

    // the mean's map, three images' maps and photographs, and a scale for each map
    assertThat(svg.split("data:image/png", -1)).hasSize(1 + 1 + 3 + 3 + 4);
  }

  @Test
  void positionIsBestDecodedAroundTheMiddle() throws IOException {
    ToDoubleFunction<String> value = line -> Double.parseDouble(line.split(",", -1)[6]);
    List<String> accuracies =
        Files.readAllLines(folder.resolve("pictures/profile-reference-unet-t50.csv")).stream()
            .map(line -> line.replaceAll("\"[^\"]*\"", "quoted"))
            .filter(line -> line.contains(",subject,"))
            .limit(3)
            .toList();

    assertThat(accuracies.get(1)).contains("mid_block.resnets.1");
    assertThat(value.applyAsDouble(accuracies.get(1)))
        .isGreaterThan(2 * value.applyAsDouble(accuracies.get(0)))
        .isGreaterThan(2 * value.applyAsDouble(accuracies.get(2)));
  }
}
