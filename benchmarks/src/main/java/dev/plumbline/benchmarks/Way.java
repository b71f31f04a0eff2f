package dev.plumbline.benchmarks;

import dev.plumbline.engine.measure.session.SessionException;

/** One way of taking all images through the U-Net, its session open. */
interface Way extends AutoCloseable {

  /** Runs as little as it takes for buffers to be allocated and code to be loaded. */
  void warmUp() throws SessionException;

  /** Takes every image through the U-Net at full size, and cropped where that can be. */
  void run() throws SessionException;

  /** Returns what the U-Net predicts for an image at full size. */
  float[] predictedNoise(int image) throws SessionException;

  @Override
  void close() throws SessionException;
}
