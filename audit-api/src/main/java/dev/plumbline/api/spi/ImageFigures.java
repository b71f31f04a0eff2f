package dev.plumbline.api.spi;

import dev.plumbline.api.TokenGroupSimilarity.Window;
import java.util.Optional;

/**
 * What the engine computed of one image at one layer. Only the figures that the provider asked for
 * are there; asking for another is an {@link IllegalStateException}. Arrays belong to the callee
 * until {@link Accumulator#add} returns; copy what you keep.
 */
public interface ImageFigures {

  /** Returns the image's name: its path below the image folder, or its row number. */
  String image();

  /** Returns the image's scene. */
  String scene();

  /** Tells whether the image is in the test part of the split. */
  boolean isTest();

  /** Returns the layer and its shape in this run. */
  LayerShape shape();

  /**
   * Tells whether every token has a finite norm. An image that has not should be left out of
   * everything but a count of such images.
   */
  boolean isFinite();

  /** Returns ‖x‖₂ of each token in row-major order, length H·W. Needs {@link Figure#NORMS}. */
  float[] norms();

  /**
   * Returns sums of unit tokens. Needs {@link Figure#GROUP_SUMS}, for the cropped window {@link
   * Figure#CROPPED_GROUP_SUMS}.
   *
   * @param window the window
   * @param centred whether the window's mean token is subtracted first
   * @return the sums; empty where the window does not exist or has non-finite values
   */
  Optional<GroupSums> groupSums(Window window, boolean centred);

  /**
   * Returns the cosine of each token with the corner token at the top left, in row-major order,
   * length H·W. Needs {@link Figure#GROUP_SUMS}.
   */
  float[] cornerSimilarity();

  /** Returns the image's second moment. Needs {@link Figure#SCATTER}, on training images. */
  Scatter scatter();

  /**
   * Returns what the fitted classifier predicts. Needs {@link Figure#PREDICTIONS}, on test images.
   *
   * @return the predictions; empty if {@link Accumulator#fit} returned no classifier
   */
  Optional<Predictions> predictions();

  /** Returns how far the image's values go in each channel. Needs {@link Figure#CHANNEL_SUMS}. */
  ChannelSums channelSums();

  /** Returns how many of the C·H·W values are NaN or infinite. Needs {@link Figure#NON_FINITE}. */
  long nonFinite();

  /**
   * Returns a sketch of the layer's values X [C, H·W], random projections of them: S[i, j] = Σ R[i,
   * c] X[c, t] P[i, t] Q[t, j] / 16, with R [16, C], P [16, H·W] and Q [H·W, 16] of random signs
   * that are drawn from the seed, the image's name and the layer's. So one image has the same signs
   * at every checkpoint of the same shape, and ‖S − S′‖² is an unbiased estimate of ‖X − X′‖².
   * Needs {@link Figure#SKETCH}.
   *
   * @return row by row, 256 numbers, the caller's own
   */
  float[] sketch();

  /**
   * Returns the layer's values: channel c of token t at c·H·W + t. Needs {@link
   * Figure#REPRESENTATION}.
   */
  float[] representation();
}
