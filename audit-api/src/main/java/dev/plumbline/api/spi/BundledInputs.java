package dev.plumbline.api.spi;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The checkpoint and photographs that are audited when the configuration names none. Registered as
 * a service ({@link java.util.ServiceLoader}).
 */
public interface BundledInputs {

  /** Returns the checkpoint's name in ids and reports. */
  String checkpointName();

  /**
   * Returns the pipeline folder, unpacked if need be.
   *
   * @throws IOException if it cannot be unpacked
   */
  Path checkpoint() throws IOException;

  /**
   * Returns the folder of photographs, unpacked if need be; a sub-folder is a scene.
   *
   * @throws IOException if it cannot be unpacked
   */
  Path images() throws IOException;
}
