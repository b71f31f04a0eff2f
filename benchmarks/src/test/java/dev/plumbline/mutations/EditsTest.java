package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.mutations.Parameter.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the untrained U-Net's export: each edit does what it says to what it is given. */
class EditsTest {

  @TempDir Path folder;
  private Weights before;
  private Weights after;

  @BeforeEach
  void read() throws IOException {
    before = Weights.read(TestNetwork.unet());
    after = Weights.read(TestNetwork.unet());
  }

  private Parameter first(Predicate<Parameter> which) {
    return before.parameters().stream().filter(which).findFirst().orElseThrow();
  }

  /** Returns a weight in which inputs and outputs are different in number. */
  private Parameter oblong(Role role) {
    return first(p -> p.role() == role && !p.dims().get(0).equals(p.dims().get(1)));
  }

  /** Changes some tensors, writes, reads, and requires that no other tensor changed. */
  private Map<Parameter, float[]> changed(List<Parameter> of, Consumer<Weights> edit)
      throws IOException {
    edit.accept(after);
    Path file = folder.resolve("copy/model.onnx");
    after.write(file);
    Weights copy = Weights.read(file);
    assertThat(copy.parameters()).isEqualTo(before.parameters());
    Map<Parameter, float[]> changed = new LinkedHashMap<>();
    for (Parameter parameter : before.parameters()) {
      if (!Arrays.equals(before.values(parameter), copy.values(parameter))) {
        changed.put(parameter, copy.values(parameter));
      }
    }
    assertThat(changed.keySet()).containsExactlyInAnyOrderElementsOf(of);
    return changed;
  }

  private float[] changed(Parameter of, Consumer<Weights> edit) throws IOException {
    return changed(List.of(of), edit).get(of);
  }

  @Test
  void eachNumberIsChangedByItself() throws IOException {
    Parameter kernel = oblong(Role.KERNEL);
    float[] was = before.values(kernel);

    float[] is = changed(kernel, w -> Edits.each(w, List.of(kernel), value -> -4 * value));

    for (int i = 0; i < is.length; i++) {
      assertThat(is[i]).isEqualTo(-4 * was[i]);
    }
  }

  @Test
  void noiseHasItsSize() throws IOException {
    Parameter kernel = oblong(Role.KERNEL);
    float[] was = before.values(kernel);

    float[] is =
        changed(kernel, w -> Edits.noise(w, List.of(kernel), 0.5, new SplittableRandom(1)));

    assertThat(relative(was, is)).isCloseTo(0.5, within(0.05));
  }

  @Test
  void redrawnWeightsHaveTheDeviationOfTheirFanIn() throws IOException {
    Parameter matrix = oblong(Role.IN_OUT);
    Parameter scale = first(p -> p.role() == Role.SCALE && p.dims().size() == 1);
    after.set(scale, filled(scale, 3));
    before.set(scale, filled(scale, 3));

    Map<Parameter, float[]> is =
        changed(
            List.of(matrix, scale),
            w -> Edits.redraw(w, List.of(matrix, scale), new SplittableRandom(1)));

    double expected = Math.sqrt(2.0 / matrix.dims().get(0));
    assertThat(Edits.rootMeanSquare(is.get(matrix))).isCloseTo(expected, within(0.15 * expected));
    assertThat(is.get(scale)).containsOnly(1);
  }

  @Test
  void outputsOfAKernelAreItsRows() throws IOException {
    Parameter kernel = oblong(Role.KERNEL);
    int row = kernel.elements() / kernel.outputs();
    List<List<Float>> was = chunks(before.values(kernel), row);

    List<List<Float>> is =
        chunks(changed(kernel, w -> Edits.permuteOutputs(w, kernel, new SplittableRandom(1))), row);

    assertNonePutBack(was, is);
  }

  @Test
  void outputsOfAMatrixThatIsMultipliedWithAreItsColumns() throws IOException {
    Parameter matrix = oblong(Role.IN_OUT);
    List<List<Float>> was = columns(before.values(matrix), matrix.outputs());

    List<List<Float>> is =
        columns(
            changed(matrix, w -> Edits.permuteOutputs(w, matrix, new SplittableRandom(1))),
            matrix.outputs());

    assertNonePutBack(was, is);
  }

  @Test
  void inputsOfAMatrixThatIsMultipliedWithAreItsRows() throws IOException {
    Parameter matrix = oblong(Role.IN_OUT);
    List<List<Float>> was = chunks(before.values(matrix), matrix.outputs());

    List<List<Float>> is =
        chunks(
            changed(matrix, w -> Edits.permuteInputs(w, matrix, new SplittableRandom(1))),
            matrix.outputs());

    assertNonePutBack(was, is);
  }

  /** Each output has the same kernels as before, every one of them at another input. */
  @Test
  void inputsOfAKernelMoveWithAllTheirPlaces() throws IOException {
    Parameter kernel = first(p -> p.role() == Role.KERNEL && p.dims().get(2) == 3);
    int inputs = (int) (long) kernel.dims().get(1);
    float[] was = before.values(kernel);

    float[] is = changed(kernel, w -> Edits.permuteInputs(w, kernel, new SplittableRandom(1)));

    for (int output = 0; output < kernel.outputs(); output++) {
      int from = output * inputs * 9;
      assertNonePutBack(
          chunks(Arrays.copyOfRange(was, from, from + inputs * 9), 9),
          chunks(Arrays.copyOfRange(is, from, from + inputs * 9), 9));
    }
  }

  @Test
  void transposingExchangesInputsAndOutputs() throws IOException {
    Parameter kernel = first(p -> p.isSquare() && p.role() == Role.KERNEL && p.dims().get(2) == 3);
    int size = kernel.outputs();
    float[] was = before.values(kernel);

    float[] is = changed(kernel, w -> Edits.transpose(w, kernel));

    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int place = 0; place < 9; place++) {
          assertThat(is[(i * size + j) * 9 + place]).isEqualTo(was[(j * size + i) * 9 + place]);
        }
      }
    }
  }

  @Test
  void whatIsMergedHasItsSizeAndAtMostFourDirections() throws IOException {
    Parameter matrix = first(p -> p.role() == Role.IN_OUT && p.isSquare() && p.outputs() > 8);
    float[] was = before.values(matrix);

    float[] is =
        changed(matrix, w -> Edits.lowRank(w, List.of(matrix), 0.3, new SplittableRandom(1)));

    assertThat(relative(was, is)).isCloseTo(0.3, within(1e-4));
    double[][] change = new double[matrix.outputs()][matrix.outputs()];
    for (int i = 0; i < was.length; i++) {
      change[i / matrix.outputs()][i % matrix.outputs()] = is[i] - was[i];
    }
    assertThat(rank(change)).isEqualTo(4);
  }

  @Test
  void theOppositeIsMergedWithTheSameDraw() throws IOException {
    Parameter matrix = oblong(Role.IN_OUT);
    float[] was = before.values(matrix);
    Weights other = Weights.read(TestNetwork.unet());
    Edits.lowRank(other, List.of(matrix), 0.3, new SplittableRandom(1));
    float[] added = other.values(matrix);

    float[] is =
        changed(matrix, w -> Edits.lowRank(w, List.of(matrix), -0.6, new SplittableRandom(1)));

    for (int i = 0; i < is.length; i++) {
      assertThat((double) is[i] - was[i]).isCloseTo(-2.0 * (added[i] - was[i]), within(1e-5));
    }
  }

  @Test
  void swappedTensorsHaveEachOthersValues() throws IOException {
    Parameter one = first(p -> p.role() == Role.IN_OUT);
    Parameter other = first(p -> p.isLike(one) && !p.equals(one));

    Map<Parameter, float[]> is =
        changed(List.of(one, other), w -> Edits.swap(w, List.of(one), List.of(other)));

    assertThat(is.get(one)).isEqualTo(before.values(other));
    assertThat(is.get(other)).isEqualTo(before.values(one));
  }

  @Test
  void theTailIsZeroAndNothingElse() throws IOException {
    Parameter kernel = oblong(Role.KERNEL);
    float[] was = before.values(kernel);

    float[] is = changed(kernel, w -> Edits.cutTail(w, List.of(kernel), 0.25));

    int from = was.length * 3 / 4;
    assertThat(Arrays.copyOf(is, from)).isEqualTo(Arrays.copyOf(was, from));
    assertThat(Arrays.copyOfRange(is, from, is.length)).containsOnly(0);
  }

  private static float[] filled(Parameter parameter, float value) {
    float[] values = new float[parameter.elements()];
    Arrays.fill(values, value);
    return values;
  }

  private static double relative(float[] was, float[] is) {
    float[] change = new float[was.length];
    for (int i = 0; i < was.length; i++) {
      change[i] = is[i] - was[i];
    }
    return Edits.rootMeanSquare(change) / Edits.rootMeanSquare(was);
  }

  private static List<List<Float>> chunks(float[] values, int size) {
    return IntStream.range(0, values.length / size)
        .mapToObj(
            chunk -> IntStream.range(0, size).mapToObj(i -> values[chunk * size + i]).toList())
        .toList();
  }

  private static List<List<Float>> columns(float[] values, int width) {
    return IntStream.range(0, width)
        .mapToObj(
            column ->
                IntStream.range(0, values.length / width)
                    .mapToObj(row -> values[row * width + column])
                    .toList())
        .toList();
  }

  /** The same things, none of them where it was. */
  private static void assertNonePutBack(List<List<Float>> was, List<List<Float>> is) {
    assertThat(is).containsExactlyInAnyOrderElementsOf(was);
    for (int i = 0; i < was.size(); i++) {
      assertThat(is.get(i)).isNotEqualTo(was.get(i));
    }
  }

  /** Counts pivots that are more than rounding. */
  private static int rank(double[][] matrix) {
    int rank = 0;
    for (int column = 0; column < matrix.length; column++) {
      int pivot = rank;
      for (int row = rank; row < matrix.length; row++) {
        pivot = Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column]) ? row : pivot;
      }
      if (rank < matrix.length && Math.abs(matrix[pivot][column]) > 1e-5) {
        double[] kept = matrix[pivot];
        matrix[pivot] = matrix[rank];
        matrix[rank] = kept;
        for (int row = rank + 1; row < matrix.length; row++) {
          double factor = matrix[row][column] / kept[column];
          for (int i = column; i < matrix.length; i++) {
            matrix[row][i] -= factor * kept[i];
          }
        }
        rank++;
      }
    }
    return rank;
  }
}
