package dev.plumbline.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.LayerName;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedProfileTest {

  private final PublishedProfile sd15 = PublishedProfile.list("sd15").get(0);

  @Test
  void hasAFigureForEachOfThePapersLayers() {
    assertThat(PublishedProfile.list("sd15,sd21,sd-turbo"))
        .allSatisfy(
            profile ->
                assertThat(profile.metrics())
                    .contains("similarity.relative.corner", "norm.max_relative_norm")
                    .allSatisfy(
                        metric -> assertThat(profile.layers(metric)).hasSizeBetween(41, 45)));
  }

  @Test
  void layersStandInTheNetworksOrder() {
    List<LayerName> layers = List.copyOf(sd15.layers("probe.softmax.accuracy_8").keySet());

    assertThat(layers.get(0)).isEqualTo(new LayerName("conv_in"));
    assertThat(layers.get(44)).isEqualTo(new LayerName("conv_out"));
    assertThat(layers.indexOf(new LayerName("mid_block.attentions[0]")))
        .isLessThan(layers.indexOf(new LayerName("up_blocks[0].resnets[0]")));
  }

  @Test
  void positionIsBestDecodableInTheMiddle() {
    var accuracies = sd15.layers("probe.softmax.accuracy_8");

    assertThat(accuracies.get(new LayerName("mid_block.attentions[0]")).value())
        .isGreaterThan(2 * accuracies.get(new LayerName("conv_out")).value());
  }

  @Test
  void onlyNormsHaveASpread() {
    assertThat(sd15.layers("norm.max_relative_norm").values())
        .allMatch(figure -> figure.spread().isPresent());
    assertThat(sd15.layers("similarity.control.corner").values())
        .allMatch(figure -> figure.spread().isEmpty());
    assertThat(sd15.layers("probe.lda.accuracy_8")).isEmpty();
  }

  @Test
  void takesNamesWithAndWithoutPrefixAndEachOnce() {
    assertThat(PublishedProfile.list(" published/sd15, sd15,sd-turbo"))
        .extracting(PublishedProfile::toString)
        .containsExactly("published/sd15", "published/sd-turbo");
  }

  @Test
  void saysWhichThereAre() {
    assertThatThrownBy(() -> PublishedProfile.list("sd15,sdxl"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected sd15, sd21, sd-turbo");
  }
}
