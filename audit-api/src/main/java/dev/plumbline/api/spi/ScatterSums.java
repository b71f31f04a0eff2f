package dev.plumbline.api.spi;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The second moments of some images' tokens, each about the image's own mean, summed over the
 * images; and where rows and columns lie. They are summed in float32, image by image in the order
 * in which they pass, whatever the batch. Images that are not finite are left out.
 *
 * @param means the mean token m of each image as float32 has it, length C each
 * @param rests Σ (x − m) of each image's tokens, length C each: not quite 0, since m is rounded
 * @param moment Σ (x − m)(x − m)ᵀ over all tokens, C×C row-major from index 0 on. It may lie
 *     outside of the heap, to be read a row at a time, {@code moment.get(a * C, row)}, and is
 *     overwritten by the next images: copy what is to last
 * @param rowSums Σ (x − m) over each row, C×H: channel c of row i is at c·H + i
 * @param columnSums Σ (x − m) over each column, C×W: channel c of column j is at c·W + j
 */
public record ScatterSums(
    List<float[]> means,
    List<float[]> rests,
    FloatBuffer moment,
    float[] rowSums,
    float[] columnSums) {}
