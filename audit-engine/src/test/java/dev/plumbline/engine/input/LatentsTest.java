package dev.plumbline.engine.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LatentsTest {

  private static final Path FILE = TestData.resource("vectors/latents.npy");
  private static final Geometry GEOMETRY = TestData.geometry(4, 32, 32);

  @TempDir Path folder;

  @Test
  void takesAllRowsInOrder() {
    Latents latents = Latents.fromFile(FILE, TestData.latents(FILE, 31), GEOMETRY);

    assertThat(latents.items()).hasSize(31);
    for (int i = 0; i < 31; i++) {
      Latents.Item item = latents.items().get(i);
      assertThat(item.name()).isEqualTo(Integer.toString(i)).isEqualTo(item.scene());
      assertThat(item.row()).isEqualTo(i);
    }
    assertThat(latents.size()).isEqualTo(4 * 32 * 32);
  }

  @Test
  void choosesRowsAndKeepsTheirOrder() {
    List<Latents.Item> chosen =
        Latents.fromFile(FILE, TestData.latents(FILE, 12), GEOMETRY).items();
    NumpyArray array = NumpyArray.read(FILE);

    assertThat(chosen).hasSize(12).extracting(Latents.Item::row).isSorted().doesNotHaveDuplicates();
    for (Latents.Item item : chosen) {
      assertThat(item.values()[5]).isEqualTo(array.data()[item.row() * 4 * 32 * 32 + 5]);
    }
    assertThat(Latents.fromFile(FILE, TestData.latents(FILE, 13), GEOMETRY).items())
        .extracting(Latents.Item::row)
        .containsAll(chosen.stream().map(Latents.Item::row).toList());
  }

  @Test
  void takesAnySizeWhereTheGraphDoes() {
    Geometry free = new Geometry(4, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    assertThat(Latents.fromFile(FILE, TestData.latents(FILE, 1), free).height()).isEqualTo(32);
  }

  @Test
  void refusesWhatDoesNotFitTheUNet() {
    refused(FILE, TestData.geometry(9, 32, 32), "this U-Net takes [N, 9, 32, 32]");
    refused(FILE, TestData.geometry(4, 64, 32), "this U-Net takes [N, 4, 64, 64]");
  }

  @Test
  void refusesWhatIsNoListOfLatents() throws IOException {
    Path flat = TestData.npy(folder.resolve("flat.npy"), new float[16], 4, 2, 2);
    refused(flat, GEOMETRY, "have the shape [4, 2, 2]; they must be [N, C, h, w]");
    Path none = TestData.npy(folder.resolve("none.npy"), new float[0], 0, 4, 32, 32);
    refused(none, GEOMETRY, "have the shape [0, 4, 32, 32]; they must be [N, C, h, w]");
  }

  @Test
  void refusesValuesThatAreNotFinite() throws IOException {
    Path file =
        TestData.npy(folder.resolve("nan.npy"), new float[] {0, Float.NaN, 0, 0}, 1, 1, 2, 2);
    refused(file, TestData.geometry(1, 2, 32), "have values that are not finite");
  }

  private static void refused(Path file, Geometry geometry, String why) {
    assertThatThrownBy(() -> Latents.fromFile(file, TestData.latents(file, 1), geometry))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }
}
