package dev.plumbline.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NothingToCompareTest {

  @Test
  void itComesBackAsItWas() {
    NothingToCompare ofBounds = new NothingToCompare(List.of("a", "b"), false, Optional.empty());
    NothingToCompare ofBaseline =
        new NothingToCompare(List.of("a"), true, Optional.of("the baseline saw other inputs"));

    assertThat(NothingToCompare.fromEntry(ofBounds.toEntry())).contains(ofBounds);
    assertThat(NothingToCompare.fromEntry(ofBaseline.toEntry())).contains(ofBaseline);
  }

  @Test
  void otherEntriesSayNothingOfIt() {
    assertThat(NothingToCompare.fromEntry(Map.of("name", "a"))).isEmpty();
  }
}
