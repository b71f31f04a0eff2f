package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.memory.ResultSize;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunningSums;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that concerns one figure: the nodes that compute it inside the network's graph, what those
 * are fed, what comes out of which run and in which shape, what it costs. How an image's answer is
 * read has no common shape, so each head has a method of its own for it.
 *
 * <p>Nodes may depend on a switch, which is an input of the graph. So one session serves runs that
 * need different figures: what is switched off costs nothing. Every input needs a value in every
 * run, those of heads that are switched off too.
 */
abstract class Head {

  /** Returns which figure it is. */
  abstract Figure figure();

  /** Returns the figures that have to be computed as well where this one is. */
  Set<Figure> implied() {
    return Set.of();
  }

  /** Tells whether the figure is there of images that train classifiers only. */
  boolean isOfTrainingImages() {
    return false;
  }

  /** Tells whether the figure is there of images that test classifiers only. */
  boolean isOfTestImages() {
    return false;
  }

  /** Tells whether it computes what the explorer shows, of layers that may be shown. */
  boolean isExplored() {
    return false;
  }

  /** Tells whether its nodes begin with tokens less their mean token. */
  boolean readsCentred() {
    return false;
  }

  /** Returns what grows with a layer's size in its results. */
  ResultSize size() {
    return ResultSize.SMALL;
  }

  /** Returns the inputs, without a prefix, that its nodes depend on. */
  List<String> switches() {
    return List.of();
  }

  /**
   * Adds what computes the figure of one layer.
   *
   * @param graph writes nodes of this layer
   * @param layer the layer's values
   */
  abstract void append(HeadBuilder graph, LayerValues layer);

  /**
   * Gives its inputs values that stand where it is switched off.
   *
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  void feedIdle(TappedLayer layer, Feed feed) throws SessionException {}

  /**
   * Gives its inputs what they are in all runs of a kind.
   *
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  void feed(HeadRun.Kind kind, MeasuredLayer layer, Feed feed) throws SessionException {}

  /**
   * Gives its inputs what differs from image to image, for a run on whole latents in which it is
   * switched on.
   *
   * @param images the images of the batch
   * @throws SessionException if ONNX Runtime refuses a tensor
   */
  void feedImages(FedImages images, MeasuredLayer layer, Feed feed) throws SessionException {}

  /** Returns which of its outputs have to come out of a run. */
  abstract List<Part> parts(HeadRun run, MeasuredLayer layer);

  /**
   * Some outputs of a head.
   *
   * @param condition the switch that has to be on for them, without a prefix; empty where they are
   *     always computed
   * @param outputs the outputs, without the layer's prefix
   */
  record Part(Optional<String> condition, List<String> outputs) {

    /** Makes a part that depends on no switch. */
    static Part always(String output) {
      return new Part(Optional.empty(), List.of(output));
    }

    /** Makes a part that depends on a switch. */
    static Part where(String condition, List<String> outputs) {
      return new Part(Optional.of(condition), outputs);
    }
  }

  /**
   * Gives its outputs buffers, where their shapes are known. Shapes are those of one image.
   *
   * @param grid the layer's size in runs of the kind
   * @param buffers takes the outputs' names and shapes
   */
  void allocate(LayerGrid grid, OutputBuffers buffers) {}

  /**
   * Says which of its outputs are sums that runs add to.
   *
   * @param layer the layer
   * @param sums takes the outputs' names, what the graph calls them before a run, and their shapes
   */
  void allocateSums(MeasuredLayer layer, RunningSums sums) {}
}
