package dev.plumbline.audits;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Random;

/**
 * A phenomenon that is planted by adding to a value [N,C,H,W]. Where it is added follows from the
 * value's size at run time, so that a run on cropped latents has it too.
 */
enum Plant {
  /** The same large vector at the same 2×2 tokens of every image. */
  HIGH_NORM_PATCH {
    @Override
    String added(OnnxGraph graph, String scope, String value, int channels) {
      Grid grid = new Grid(graph, scope, value);
      String mask =
          grid.node("Mul", grid.between(grid.rows(), 5, 6), grid.between(grid.columns(), 5, 6));
      return grid.node("Mul", mask, vector(graph, channels, 20, 0));
    }
  },

  /**
   * A sinusoidal positional embedding. It is of the same norm everywhere, and how alike two
   * positions are depends only on the distance between them: neither norms nor the control tell it.
   */
  POSITIONAL_PATTERN {
    @Override
    String added(OnnxGraph graph, String scope, String value, int channels) {
      Grid grid = new Grid(graph, scope, value);
      String sum = graph.scalar(0);
      int direction = 0;
      for (String positions : List.of(grid.rows(), grid.columns())) {
        String angle = grid.node("Mul", grid.toFloat(positions), graph.scalar(0.2f));
        for (String wave : List.of("Sin", "Cos")) {
          String part =
              grid.node("Mul", grid.node(wave, angle), vector(graph, channels, 1.5f, direction++));
          sum = grid.node("Add", sum, part);
        }
      }
      return sum;
    }
  },

  /** The same vector at the four corners of whatever grid there is. */
  ALIKE_CORNERS {
    @Override
    String added(OnnxGraph graph, String scope, String value, int channels) {
      Grid grid = new Grid(graph, scope, value);
      String mask = grid.node("Mul", grid.ends(grid.rows(), 2), grid.ends(grid.columns(), 3));
      return grid.node("Mul", mask, vector(graph, channels, 2, 0));
    }
  },

  /** NaN, in all channels of one token of every image. */
  NAN {
    @Override
    String added(OnnxGraph graph, String scope, String value, int channels) {
      Grid grid = new Grid(graph, scope, value);
      String mask =
          grid.node("Mul", grid.between(grid.rows(), 5, 5), grid.between(grid.columns(), 6, 6));
      String zeroThere = grid.node("Sub", graph.scalar(1), mask);
      return grid.node("Div", graph.scalar(0), zeroThere);
    }
  };

  /** Adds nodes that compute what is to be added to a value, and returns their output. */
  abstract String added(OnnxGraph graph, String scope, String value, int channels);

  /**
   * Adds a vector [C,1,1].
   *
   * @param scale its norm, as a multiple of that of a token with channels of unit variance
   * @param direction vectors of different directions are orthogonal
   */
  private static String vector(OnnxGraph graph, int channels, float scale, int direction) {
    float[] vector = new float[channels];
    Random random = new Random(channels);
    for (int c = 0; c < channels; c++) {
      // rows of a Hadamard matrix, with the same random signs for each
      int sign = Integer.bitCount(c & direction) % 2 == 0 ? 1 : -1;
      vector[c] = (random.nextBoolean() ? 1 : -1) * sign * scale;
    }
    return graph.weights(graph.anonymous(), vector, channels, 1, 1);
  }

  /** Numbers of rows and columns of a value's grid, and where they lie. */
  private record Grid(OnnxGraph graph, String scope, String value) {

    String node(String operator, String... inputs) {
      return graph.node(scope, operator, List.of(inputs));
    }

    /** Returns the numbers of the rows, int64 [H,1]. */
    String rows() {
      return node("Reshape", range(2), graph.integers(-1, 1));
    }

    /** Returns the numbers of the columns, int64 [1,W]. */
    String columns() {
      return node("Reshape", range(3), graph.integers(1, -1));
    }

    private String range(int axis) {
      return node("Range", graph.integer(0), size(axis), graph.integer(1));
    }

    private String size(int axis) {
      return node("Gather", node("Shape", value), graph.integer(axis));
    }

    /** Returns 1 where numbers lie within bounds, both included, and 0 elsewhere. */
    String between(String numbers, int first, int last) {
      return toFloat(
          node(
              "And",
              node("GreaterOrEqual", numbers, graph.integer(first)),
              node("LessOrEqual", numbers, graph.integer(last))));
    }

    /** Returns 1 at the first and last number, and 0 between. */
    String ends(String numbers, int axis) {
      String last = node("Sub", size(axis), graph.integer(1));
      return toFloat(
          node("Or", node("Equal", numbers, graph.integer(0)), node("Equal", numbers, last)));
    }

    String toFloat(String numbers) {
      return graph.node(
          scope, "Cast", List.of(numbers), OnnxGraph.attribute("to", DataType.FLOAT_VALUE));
    }
  }
}
