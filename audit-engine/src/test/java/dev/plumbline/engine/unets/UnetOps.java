package dev.plumbline.engine.unets;

import java.util.function.Supplier;

/**
 * What a U-Net is computed with. One implementation writes ONNX nodes, another computes numbers;
 * neither knows of the other.
 *
 * @param <T> a value: images [N,C,H,W], tokens [N,T,C] or vectors [N,C]
 */
interface UnetOps<T> {

  /** Computes in a submodule, {@code resnets.0}. */
  T in(String module, Supplier<T> body);

  /** Notes that a value is what the module of a path returns. */
  T returned(T value);

  /** A convolution with bias, padded so that stride 1 keeps the size. */
  T conv(String module, T x, int in, int out, int kernel, int stride);

  /** A linear layer over the last axis. */
  T linear(String module, T x, int in, int out, boolean bias);

  T groupNorm(String module, T x, int channels, int groups, double epsilon);

  T layerNorm(String module, T x, int channels);

  T silu(T x);

  /** The first half of the last axis times the GELU of the second. */
  T geglu(T x, int half);

  T add(T one, T other);

  /** Division by the output scale factor, 1, which one exporter writes and another drops. */
  T unscaled(T x);

  /** Adds a vector [N,C] to every position of images. */
  T addEverywhere(T images, T vector);

  /** Joins along the channels of images or vectors. */
  T join(T one, T other);

  T attention(T query, T key, T value, int heads, int width);

  T tokens(T images);

  /** Turns tokens back into images of the size of others. */
  T images(T tokens, T like, int channels);

  T doubled(T images);

  /** Cosines, then sines, of numbers [N,K] or a timestep: [N,K·size]. */
  T sinusoids(T numbers, int count, int size);
}
