package dev.plumbline.audits;

import dev.plumbline.api.spi.BundledInputs;
import java.io.IOException;
import java.nio.file.Path;

/** The trained reference checkpoint and the photographs that this module ships. */
public final class BundledReference implements BundledInputs {

  @Override
  public String checkpointName() {
    return "reference-unet";
  }

  @Override
  public Path checkpoint() throws IOException {
    return ResourceFolder.path("reference-unet");
  }

  @Override
  public Path images() throws IOException {
    return ResourceFolder.path("photographs");
  }
}
