package dev.plumbline.engine.measure.heads;

import java.util.List;

/**
 * The images of a batch, as heads know them that are fed for each image.
 *
 * @param seed the run's seed
 * @param names the image in each row of the batch
 * @param own how many rows from the first on are images of their own: a graph of fixed batch size
 *     is filled up with repetitions
 */
public record FedImages(long seed, List<String> names, int own) {}
