package dev.plumbline.engine.measure.heads;

/**
 * A layer and how large it is in runs of a kind.
 *
 * @param layer the layer
 * @param height its height in tokens
 * @param width its width in tokens
 * @param windows of how many windows, the whole one or the control's, group sums come out of it
 */
record LayerGrid(MeasuredLayer layer, long height, long width, int windows) {

  long channels() {
    return layer.shape().channels();
  }

  long tokens() {
    return height * width;
  }

  /** Returns the full name of one of the layer's added values. */
  String value(String name) {
    return layer.value(name);
  }
}
