package dev.plumbline.api.spi;

import java.nio.FloatBuffer;

/**
 * The second moment of one image's tokens about their own mean, and where rows and columns lie.
 *
 * @param mean the mean token m, length C
 * @param moment Σ (x − m)(x − m)ᵀ over the image's tokens, C×C row-major from index 0 on. It may
 *     lie outside of the heap, to be read a row at a time, {@code moment.get(a * C, row)}, and is
 *     overwritten by the next image: copy what is to last
 * @param rowSums Σ (x − m) over each row, C×H: channel c of row i is at c·H + i
 * @param columnSums Σ (x − m) over each column, C×W: channel c of column j is at c·W + j
 */
public record Scatter(float[] mean, FloatBuffer moment, float[] rowSums, float[] columnSums) {}
