package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ListedTest {

  @Test
  void asManyAsAreWantedStandInIt() {
    assertThat(Listed.of(List.of(), 3)).isEmpty();
    assertThat(Listed.of(List.of("a", "b", "c"), 3)).isEqualTo("a, b, c");
    assertThat(Listed.of(List.of("a", "b", "c", "d", "e"), 3)).isEqualTo("a, b, c and 2 more");
  }

  /** No character is cut in two. */
  @Test
  void longNamesAreCutAndCounted() {
    assertThat(Listed.of(List.of("x".repeat(200), "y".repeat(5000)), 3))
        .isEqualTo("x".repeat(200) + ", " + "y".repeat(100) + "… (5000 characters)");
    assertThat(Listed.shortened("z".repeat(99) + "\uD83E\uDD8A".repeat(100)))
        .isEqualTo("z".repeat(99) + "\uD83E\uDD8A… (299 characters)");
  }
}
