package dev.plumbline.engine.measure.kept;

import dev.plumbline.engine.input.files.NpyRows;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.heads.RepresentationHead;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.plan.SafeNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files that the representations of one timestep are written to, one for each layer. */
final class DumpedPass implements AutoCloseable {

  private final Map<MeasuredLayer, NpyRows> files = new LinkedHashMap<>();

  private DumpedPass() {}

  static DumpedPass begin(Path folder, int timestep, Iterable<MeasuredLayer> layers, int images)
      throws IOException {
    DumpedPass pass = new DumpedPass();
    try {
      for (MeasuredLayer layer : layers) {
        Path file =
            folder
                .resolve(SafeNames.of(layer.tap().layer().path()))
                .resolve("t" + timestep + ".npy");
        pass.files.put(
            layer,
            new NpyRows(
                file,
                images,
                layer.shape().channels(),
                layer.shape().height(),
                layer.shape().width()));
      }
      return pass;
    } catch (IOException e) {
      pass.close();
      throw e;
    }
  }

  /** Adds the next image. */
  void add(RunOutputs full, int index) throws IOException {
    for (Map.Entry<MeasuredLayer, NpyRows> file : files.entrySet()) {
      file.getValue().add(RepresentationHead.read(full, file.getKey(), index));
    }
  }

  void finish() throws IOException {
    for (NpyRows file : files.values()) {
      file.finish();
    }
  }

  /** Takes away what is not finished, all of it even if a file cannot be closed. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (NpyRows file : files.values()) {
      try {
        file.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
