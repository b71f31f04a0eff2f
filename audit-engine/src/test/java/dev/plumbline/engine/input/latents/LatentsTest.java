package dev.plumbline.engine.input.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.files.SafetensorsWriter;
import dev.plumbline.engine.input.photographs.ImageFolder;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    Geometry free = TestData.geometryOfAnySize(4, OptionalInt.empty());

    assertThat(Latents.fromFile(FILE, TestData.latents(FILE, 1), free).height()).isEqualTo(32);
  }

  /** Rows of 6×7 latents for windows of 2×2 with a margin of one: the 4×4 in the middle. */
  @Test
  void takesTheMiddleOfLatentsLargeEnoughForAMargin() throws IOException {
    float[] values = new float[2 * 6 * 7];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Path file = TestData.npy(folder.resolve("large.npy"), values, 2, 1, 6, 7);
    Geometry geometry =
        TestData.geometryOfAnySize(1, OptionalInt.empty())
            .withSize(OptionalInt.of(2), OptionalInt.of(2))
            .withMargin(1);
    Latents latents = Latents.fromFile(file, TestData.latents(file, 2), geometry);

    assertThat(latents.height()).isEqualTo(4);
    assertThat(latents.width()).isEqualTo(4);
    assertThat(latents.items().get(0).values())
        .containsExactly(8, 9, 10, 11, 15, 16, 17, 18, 22, 23, 24, 25, 29, 30, 31, 32);
    Path plain = TestData.npy(folder.resolve("plain.npy"), new float[8], 2, 1, 2, 2);
    assertThat(Latents.fromFile(plain, TestData.latents(plain, 2), geometry).height()).isEqualTo(2);
    Path between = TestData.npy(folder.resolve("between.npy"), new float[24], 2, 1, 3, 4);
    refused(between, geometry, "this U-Net takes [N, 1, 2, 2]");
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
    refused(none, GEOMETRY, "There are no latents in " + none + ": its shape is [0, 4, 32, 32].");
    Path empty = TestData.npy(folder.resolve("empty.npy"), new float[0], 8, 4, 0, 32);
    refused(empty, GEOMETRY, "There are no latents in ");
    Path scalar = TestData.npy(folder.resolve("scalar.npy"), new float[1]);
    refused(scalar, GEOMETRY, "have the shape []; they must be [N, C, h, w]");
    for (Path file : List.of(flat, none, empty, scalar)) {
      assertThatThrownBy(() -> Latents.count(file)).isInstanceOf(UserError.class);
      assertThatThrownBy(() -> Latents.images(file, TestData.latents(file, 2)))
          .isInstanceOf(UserError.class);
    }
  }

  @Test
  void refusesValuesThatAreNotFinite() throws IOException {
    Path file =
        TestData.npy(folder.resolve("nan.npy"), new float[] {0, Float.NaN, 0, 0}, 1, 1, 2, 2);
    refused(file, TestData.geometry(1, 2, 32), "have values that are not finite");
  }

  @Test
  void rowsOfASafetensorsFileMayBeOfNamedImages() {
    Path file = TestData.resource("safetensors/several.safetensors");
    Latents latents =
        Latents.fromFile(file, TestData.latents(file, 2), TestData.geometry(1, 2, 32));

    assertThat(latents.items())
        .extracting(Latents.Item::name, Latents.Item::scene, Latents.Item::row)
        .containsExactly(tuple("a/1.jpg", "a", 0), tuple("b/2.jpg", "b", 1));
    assertThat(latents.items().get(1).values()).containsExactly(0.001f, -2, 0, 7.5f);
    assertThat(latents.rows()).isEqualTo(2);
    assertThat(latents.array().shape()).containsExactly(2, 1, 2, 2);
  }

  @Test
  void rowsOfASafetensorsFileAreNumberedIfItNamesNone() {
    Path file = TestData.resource("safetensors/bf16.safetensors");

    assertThat(
            Latents.fromFile(file, TestData.latents(file, 2), TestData.geometry(1, 2, 32)).items())
        .extracting(Latents.Item::name, Latents.Item::scene)
        .containsExactly(tuple("0", "0"), tuple("1", "1"));
  }

  /** As many scenes as there may be: with six scenes of one view or two, each is there. */
  @Test
  void choosesNamedRowsAsImagesAreChosen() {
    List<String> names = new ArrayList<>();
    List<String> scenes = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      scenes.add("scene " + i % 6);
      names.add(scenes.get(i) + "/" + i);
    }
    Path file = write(names, scenes);
    List<ImageFolder.Entry> images = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      images.add(new ImageFolder.Entry(folder, names.get(i), scenes.get(i)));
    }
    for (int samples = 1; samples <= 10; samples++) {
      List<Latents.Item> chosen =
          Latents.fromFile(file, TestData.latents(file, samples), TestData.geometry(1, 1, 32))
              .items();

      assertThat(chosen)
          .extracting(Latents.Item::name)
          .containsExactlyInAnyOrderElementsOf(
              ImageFolder.balanced(images, 1).stream()
                  .limit(samples)
                  .map(ImageFolder.Entry::name)
                  .toList());
      assertThat(chosen).extracting(Latents.Item::row).isSorted();
      assertThat(chosen).allMatch(item -> item.values()[0] == item.row());
    }
  }

  @Test
  void namesOfRowsShowWhatTheyAre() {
    Geometry one = TestData.geometry(1, 1, 32);
    Path file = write(List.of("a\nb", "c\u202Ed"), List.of("\u001B[2J", "s"));

    assertThat(Latents.fromFile(file, TestData.latents(file, 2), one).items())
        .extracting(Latents.Item::name, Latents.Item::scene)
        .containsExactly(tuple("a\\u000Ab", "\\u001B[2J"), tuple("c\\u202Ed", "s"));
    Path same = write(List.of("a\n", "a\\u000A", "b"), List.of("s", "s", "s"));
    refused(same, one, "gives two of its latents the same name");
  }

  @Test
  void refusesNamesThatAreNotOneForEachRow() {
    Geometry one = TestData.geometry(1, 1, 32);
    refused(
        write(List.of("a", "b"), List.of("a")),
        one,
        "has no \"scenes\" for its 2 latents: its metadata must have \"names\" and \"scenes\", each a"
            + " JSON list of 2 texts, or neither.");
    refused(write(List.of("a", "a"), List.of("a", "b")), one, "two of its latents the same name");
    refused(write(List.of("a", ""), List.of("a", "b")), one, "has no \"names\" for its 2 latents");
    NumpyArray array = new NumpyArray(new long[] {1, 1, 1, 1}, new float[1]);
    for (String names : new String[] {"a", "{}", "[1]", "[\"a\", \"b\"]"}) {
      Path file = folder.resolve("names " + names.length() + ".safetensors");
      SafetensorsWriter.write(file, "latents", array, Map.of("names", names, "scenes", "[\"a\"]"));
      refused(file, one, "has no \"names\" for its 1 latents");
    }
    Path only = folder.resolve("only.safetensors");
    SafetensorsWriter.write(only, "latents", array, Map.of("scenes", "[\"a\"]"));
    refused(only, one, "has no \"names\" for its 1 latents");
  }

  /** Writes latents [N,1,1,1], each its own number. */
  private Path write(List<String> names, List<String> scenes) {
    float[] values = new float[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Path file = folder.resolve(names.hashCode() + "-" + scenes.hashCode() + ".safetensors");
    SafetensorsWriter.write(
        file,
        "latents",
        new NumpyArray(new long[] {values.length, 1, 1, 1}, values),
        new ImageNames(names, scenes).metadata());
    return file;
  }

  private static void refused(Path file, Geometry geometry, String why) {
    assertThatThrownBy(() -> Latents.fromFile(file, TestData.latents(file, 1), geometry))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }
}
