package dev.plumbline.engine.checkpoint.redrawn;

/** Numbers from the standard normal distribution, the same ones whenever they are asked for. */
@FunctionalInterface
public interface Normals {

  /**
   * Draws numbers. May be called from several threads.
   *
   * @param name what they are for; other names have other numbers
   * @param count how many
   * @return the numbers
   */
  float[] draw(String name, int count);
}
