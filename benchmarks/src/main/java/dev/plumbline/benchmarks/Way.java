package dev.plumbline.benchmarks;

import ai.onnxruntime.OrtException;

/** One way of taking all images through the U-Net, its session open. */
interface Way extends AutoCloseable {

  /** Runs as little as it takes for buffers to be allocated and code to be loaded. */
  void warmUp() throws OrtException;

  /** Takes every image through the U-Net at full size, and cropped where that can be. */
  void run() throws OrtException;

  /** Returns what the U-Net predicts for an image at full size. */
  float[] predictedNoise(int image) throws OrtException;

  @Override
  void close() throws OrtException;
}
