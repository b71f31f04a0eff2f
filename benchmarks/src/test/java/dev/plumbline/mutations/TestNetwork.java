package dev.plumbline.mutations;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The untrained U-Net among the tests' resources. */
final class TestNetwork {

  private TestNetwork() {}

  static Path unet() {
    try {
      return Path.of(TestNetwork.class.getResource("/variants/torchscript/model.onnx").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
