package dev.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.report.LeafGrids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GridTest {

  private static final Grid GRID =
      Grid.ofTokens("norm.map", "Norms", "‖x‖₂", 2, 3, new float[] {0, 1, 2, 3, 4, 5});

  @Test
  void cellsAreFoundByRowAndColumn() {
    Grid ofImage = GRID.ofImage("a.jpg", new boolean[] {false, false, false, false, false, true});

    assertThat(ofImage.value(1, 2)).isEqualTo(5);
    assertThat(ofImage.isMarked(1, 2)).isTrue();
    assertThat(ofImage.isMarked(0, 2)).isFalse();
    assertThat(ofImage.image()).contains("a.jpg");
    assertThat(GRID.isMarked(1, 2)).isFalse();
  }

  @Test
  void aGridThatIsNotFullIsRefused() {
    assertThatThrownBy(() -> Grid.ofTokens("map", "t", "u", 2, 2, new float[3]))
        .hasMessage("map has 3 values for 2×2 cells");
    assertThatThrownBy(() -> GRID.ofImage("a.jpg", new boolean[2]))
        .hasMessage("norm.map has 2 marks for 6 cells");
    assertThatThrownBy(() -> Grid.ofTokens(" ", "t", "u", 1, 1, new float[1]))
        .hasMessage("A grid needs a name");
  }

  @Test
  void whoHearsOfTheEntryGetsTheGridsAndNobodyLater() {
    LeafGrids grids = new LeafGrids(List.of(GRID), image -> Optional.empty());
    List<Map<String, String>> entries = new ArrayList<>();
    List<LeafGrids> heard = new ArrayList<>();

    grids.publish(
        entry -> {
          entries.add(entry);
          LeafGrids.fromEntry(entry).ifPresent(heard::add);
        });

    assertThat(heard).containsExactly(grids);
    assertThat(LeafGrids.fromEntry(entries.get(0))).isEmpty();
  }
}
