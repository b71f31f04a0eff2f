package dev.plumbline.engine.measure.memory;

/**
 * How a network is run, as far as it decides about memory.
 *
 * @param height the latents' height
 * @param width the latents' width
 * @param cpu whether it runs on the CPU, where half precision takes more memory than on a GPU
 * @param folds into how many folds images are dealt; 1 for a single split
 * @param chunked whether images are more than are summed at once, so that there are the sums of all
 *     of them and those of some
 */
public record EstimatedRun(int height, int width, boolean cpu, int folds, boolean chunked) {}
