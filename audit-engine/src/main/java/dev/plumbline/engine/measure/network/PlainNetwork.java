package dev.plumbline.engine.measure.network;

import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network without statistic heads, opened and fed as the measured one is: what it costs alone.
 */
public final class PlainNetwork implements AutoCloseable {

  private final NetworkSession session;
  private final int channels;

  public PlainNetwork(NetworkSession session, int channels) {
    this.session = session;
    this.channels = channels;
  }

  /**
   * Runs one image.
   *
   * @param sample its noisy latent [C·h·w]
   * @param height h
   * @param width w
   * @param timestep the timestep
   * @param outputs the outputs to return; others are still computed
   * @return the outputs, copied to the heap as float32
   * @throws SessionException if ONNX Runtime fails
   */
  public Map<String, NumpyArray> run(
      float[] sample, int height, int width, int timestep, Set<String> outputs)
      throws SessionException {
    Map<String, NumpyArray> values = new LinkedHashMap<>();
    try (RunOutputs run =
        session.run(
            List.of(sample), new long[] {channels, height, width}, timestep, Map.of(), outputs)) {
      outputs.forEach(output -> values.put(output, run.array(output)));
    }
    return values;
  }

  @Override
  public void close() throws SessionException {
    session.close();
  }
}
