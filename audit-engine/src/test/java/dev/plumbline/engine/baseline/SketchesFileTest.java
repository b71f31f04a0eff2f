package dev.plumbline.engine.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SketchesFileTest {

  private static final LayerName LAYER = new LayerName("mid_block.resnets.0");

  private static SortedMap<Integer, SortedMap<LayerName, LayerSketch>> sketches() {
    LayerSketch sketch =
        new LayerSketch(
            3,
            4,
            List.of(
                LayerSketch.Image.of("b.png", "b", 1e-300, new float[] {0.1f, -3e38f, 0}),
                LayerSketch.Image.of("a/é.png", "a", 12.5, new float[] {0, 0, 0})),
            List.of("lost.png"));
    SortedMap<LayerName, LayerSketch> layers = new TreeMap<>();
    layers.put(LAYER, sketch);
    SortedMap<Integer, SortedMap<LayerName, LayerSketch>> sketches = new TreeMap<>();
    sketches.put(50, layers);
    return sketches;
  }

  @Test
  void whatIsWrittenIsReadAgainToTheLastBit() {
    String text = SketchesFile.text(sketches());

    LayerSketch read = SketchesFile.parse(text).get(50).get(LAYER);
    LayerSketch written = sketches().get(50).get(LAYER);

    assertThat(SketchesFile.text(SketchesFile.parse(text))).isEqualTo(text);
    assertThat(read.channels()).isEqualTo(3);
    assertThat(read.tokens()).isEqualTo(4);
    assertThat(read.nonFinite()).containsExactly("lost.png");
    assertThat(read.images()).usingRecursiveComparison().isEqualTo(written.images());
    assertThat(read.against(written).relativeChange().orElseThrow().value()).hasValue(0);
  }

  /** Files come from strangers: whatever is wrong with them is said, with the line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"images\":[0,1]|\"images\":[0,9]|line 2: Index 9",
        "\"images\":[0,1]|\"images\":[0,0]|line 2: an image stands in it twice",
        "\"non_finite\":[2]|\"non_finite\":[0]|line 2: an image stands in it twice",
        "\"non_finite\":[2],|''|line 2: No value for property 'non_finite'",
        "12.5|-1|line 2: A sketch of a/é.png with squares -1.0",
        "12.5|\"x\"|line 2: \"x\" is not a number",
        "\"AAAAAAAA\"|\"AAA\"|line 2:",
        "\"layer\"|\"lair\"|line 2:",
        "{\"layer|[\"layer|line 2:",
      })
  void aFileThatIsNoneIsRefusedByLine(String from, String to, String message) {
    String text = SketchesFile.text(sketches());
    assertThat(text).contains(from);

    assertThatThrownBy(() -> SketchesFile.parse(text.replace(from, to)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aSecondLineForALayerIsRefused() {
    String text = SketchesFile.text(sketches());
    String line = text.lines().toList().get(1);

    assertThatThrownBy(() -> SketchesFile.parse(text + line + "\n"))
        .hasMessage("line 3: a second line for mid_block.resnets[0], t=50");
  }
}
