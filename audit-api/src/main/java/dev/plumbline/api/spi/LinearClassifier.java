package dev.plumbline.api.spi;

/**
 * Two linear classifiers of tokens, one for the row and one for the column. The score of class k
 * for a token x is weightsₖ · (x − shift) + biasₖ; the largest wins, the first of equals.
 *
 * @param shift length C
 * @param rowWeights H×C, row-major
 * @param rowBias length H
 * @param columnWeights W×C, row-major
 * @param columnBias length W
 */
public record LinearClassifier(
    float[] shift,
    float[] rowWeights,
    float[] rowBias,
    float[] columnWeights,
    float[] columnBias) {}
