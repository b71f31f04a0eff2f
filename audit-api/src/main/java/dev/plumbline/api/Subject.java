package dev.plumbline.api;

/**
 * What one leaf of the test tree is about. May be a parameter of an {@link Audit} method.
 *
 * @param checkpoint the checkpoint's name
 * @param layer the layer
 * @param timestep the raw DDPM training timestep
 */
public record Subject(String checkpoint, LayerName layer, int timestep) {

  /** Returns the subject as messages name it: {@code sd15, up_blocks[1].upsamplers[0], t=50}. */
  @Override
  public String toString() {
    return checkpoint + ", " + layer + ", t=" + timestep;
  }
}
