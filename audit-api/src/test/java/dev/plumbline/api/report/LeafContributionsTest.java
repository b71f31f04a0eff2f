package dev.plumbline.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeafContributionsTest {

  private static LeafContributions contributions(double value) {
    return new LeafContributions(
        Map.of("a", Contributions.total(List.of(new Image("1", "1")), new double[] {value})));
  }

  @Test
  void whoHearsOfTheEntryGetsThem() {
    List<Optional<LeafContributions>> heard = new ArrayList<>();

    contributions(1)
        .publish(
            entry -> {
              heard.add(LeafContributions.fromEntry(entry));
              contributions(2).publish(inner -> heard.add(LeafContributions.fromEntry(inner)));
              heard.add(LeafContributions.fromEntry(entry));
            });

    assertThat(heard)
        .containsExactly(
            Optional.of(contributions(1)),
            Optional.of(contributions(2)),
            Optional.of(contributions(1)));
  }

  @Test
  void theEntryIsShortAndSoonMeansNothing() {
    List<Map<String, String>> entries = new ArrayList<>();
    contributions(1).publish(entries::add);

    assertThat(entries).singleElement().asString().hasSizeLessThan(60);
    assertThat(LeafContributions.fromEntry(entries.get(0))).isEmpty();
  }

  @Test
  void alsoIfItCouldNotBePublished() {
    List<Map<String, String>> entries = new ArrayList<>();
    assertThatThrownBy(
            () ->
                contributions(1)
                    .publish(
                        entry -> {
                          entries.add(entry);
                          throw new IllegalStateException("no");
                        }))
        .hasMessage("no");

    assertThat(LeafContributions.fromEntry(entries.get(0))).isEmpty();
  }

  @Test
  void otherEntriesStandForNone() {
    assertThat(LeafContributions.fromEntry(Map.of("a", "1"))).isEmpty();
  }
}
