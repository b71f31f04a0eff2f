package dev.plumbline.engine.checkpoint.redrawn;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.model.EmbeddedWeights;
import dev.plumbline.engine.plan.UserError;
import java.util.List;
import java.util.Optional;

/**
 * How a U-Net's parameters are set back to what they might have been before training: weights drawn
 * with Kaiming's deviation √(2/fan-in) about 0, biases and the offsets of normalisations 0, their
 * scales 1. What else is constant stays.
 *
 * @param index the U-Net
 * @param parameters the parameters in the order in which the graph first uses them
 */
public record Redrawing(GraphIndex index, List<Parameter> parameters) {

  private static final double KAIMING = 2;

  /** How a parameter begins. */
  enum Start {
    /** Drawn from a normal distribution about 0. */
    DRAWN,
    /** One everywhere. */
    ONE,
    /** Zero everywhere. */
    ZERO
  }

  /**
   * One parameter.
   *
   * @param value the name of its value: an initialiser, the output of a Constant node, or a value
   *     that the graph computes of constants
   * @param dims its dimensions
   * @param type the type of its elements
   * @param start how it begins
   * @param fanIn where it is drawn, how many numbers go into each that its operator puts out; else
   *     0
   */
  record Parameter(String value, List<Long> dims, DataType type, Start start, long fanIn) {

    Parameter {
      dims = List.copyOf(dims);
    }

    /** Returns the standard deviation that it is drawn with. */
    double deviation() {
      return Math.sqrt(KAIMING / fanIn);
    }

    long elements() {
      return dims.stream().reduce(1L, Math::multiplyExact);
    }

    long bytes() {
      return Math.multiplyExact(elements(), FloatEncoding.of(type).orElseThrow().bytes());
    }
  }

  /** Copies the list. */
  public Redrawing {
    parameters = List.copyOf(parameters);
  }

  /**
   * Finds out how each parameter of a U-Net is redrawn. Weights are not read.
   *
   * @param index the U-Net
   * @throws UserError if a constant may be trained and nothing says how it would begin; the message
   *     names it, and what uses it
   */
  public static Redrawing of(GraphIndex index) {
    return new Redrawing(index, new ParameterFinder(index, skeleton(index).getGraph()).find());
  }

  /** Reads a U-Net without its large weights, which become references into its own file. */
  static ModelProto skeleton(GraphIndex index) {
    try {
      return ModelProto.parseFrom(
          EmbeddedWeights.reference(
                  index.file(), Optional.of(index.file().getFileName().toString()))
              .bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new UserError(
          index.file() + " is damaged (" + e.getMessage() + "). Copy or export it again.", e);
    }
  }

  /**
   * Returns whether another U-Net is the same graph with other weights, so that both have the same
   * control.
   *
   * @param other the other
   */
  public boolean isOfTheSameGraph(Redrawing other) {
    return parameters.equals(other.parameters) && index.nodes().equals(other.index.nodes());
  }

  /** Returns how many bytes the redrawn parameters take. */
  public long bytes() {
    return parameters.stream().mapToLong(Parameter::bytes).sum();
  }
}
