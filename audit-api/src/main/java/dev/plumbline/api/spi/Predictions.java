package dev.plumbline.api.spi;

/**
 * What a {@link LinearClassifier} said of one image's tokens, in row-major order.
 *
 * @param rows the predicted row of each token, length H·W
 * @param columns the predicted column of each token, length H·W
 */
public record Predictions(int[] rows, int[] columns) {}
