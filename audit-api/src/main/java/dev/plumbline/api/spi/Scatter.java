package dev.plumbline.api.spi;

/**
 * The second moment of one image's tokens about their own mean, and where rows and columns lie.
 *
 * @param mean the mean token m, length C
 * @param moment Σ (x − m)(x − m)ᵀ over the image's tokens, C×C row-major
 * @param rowSums Σ (x − m) over each row, C×H: channel c of row i is at c·H + i
 * @param columnSums Σ (x − m) over each column, C×W: channel c of column j is at c·W + j
 */
public record Scatter(float[] mean, float[] moment, float[] rowSums, float[] columnSums) {}
