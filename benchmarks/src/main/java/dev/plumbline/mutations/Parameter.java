package dev.plumbline.mutations;

import dev.plumbline.api.LayerName;
import java.util.List;

/**
 * A tensor of a U-Net that was trained, and the module that uses it.
 *
 * @param tensor its name in the file, which need not be its name in a state dict
 * @param dims its dimensions
 * @param module the module's path with dots: {@code down_blocks.0.resnets.1.conv2}
 * @param role what it is to the module
 */
record Parameter(String tensor, List<Long> dims, String module, Role role) {

  /** What a tensor is to its module. */
  enum Role {
    /** A convolution's kernel [out, in, h, w]. */
    KERNEL,
    /** A linear layer's matrix as a state dict has it [out, in]. */
    OUT_IN,
    /** A linear layer's matrix transposed, which things are multiplied with [in, out]. */
    IN_OUT,
    /** What is added to what a layer puts out. */
    BIAS,
    /** What a normalised value is multiplied by. */
    SCALE,
    /** What is added to a normalised value. */
    OFFSET;

    /** Tells whether inputs are multiplied with it. */
    boolean isWeight() {
      return this == KERNEL || this == OUT_IN || this == IN_OUT;
    }

    /** Tells whether it belongs to a normalisation. */
    boolean isNorm() {
      return this == SCALE || this == OFFSET;
    }
  }

  /** Copies the dimensions. */
  Parameter {
    dims = List.copyOf(dims);
  }

  /** Returns the part of the network it is in, which need not be a block with layers. */
  String part() {
    return new LayerName(module).block();
  }

  /** Returns the module that a layer is the output of, or the part if there is none. */
  String layer() {
    String[] segments = module.split("\\.", -1);
    int depth = part().split("\\.", -1).length + 2;
    return segments.length < depth ? part() : String.join(".", List.of(segments).subList(0, depth));
  }

  int elements() {
    return Math.toIntExact(dims.stream().reduce(1L, Math::multiplyExact));
  }

  /** Returns how many numbers come out: the rows that a change of one output acts on. */
  int outputs() {
    return Math.toIntExact(role == Role.IN_OUT ? dims.get(1) : dims.get(0));
  }

  /** Returns how many numbers go into each that comes out. */
  int fanIn() {
    return elements() / outputs();
  }

  /** Tells whether it is a square matrix or a kernel of as many inputs as outputs. */
  boolean isSquare() {
    return role.isWeight() && dims.get(0).equals(dims.get(1));
  }

  /** Tells whether another tensor has the same shape and role. */
  boolean isLike(Parameter other) {
    return dims.equals(other.dims) && role == other.role;
  }
}
