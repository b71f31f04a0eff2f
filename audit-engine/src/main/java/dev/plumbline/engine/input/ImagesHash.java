package dev.plumbline.engine.input;

import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.photographs.ImageFolder;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Sha256;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The hash of the images that a U-Net is run on: of their names and of what they show. */
final class ImagesHash {

  /** What the hash is called in the metadata of encoded latents. */
  static final String KEY = "images_sha256";

  private ImagesHash() {}

  /**
   * Returns the hash of what {@code sha256sum} prints about the photographs, or about each of the
   * latents that were given. Latents that were encoded of photographs, and of which all are used,
   * have the photographs' hash.
   */
  static String of(Inputs inputs, Latents latents) {
    if (inputs.latents().isEmpty()) {
      return ofPhotographs(inputs, latents);
    }
    Optional<String> encoded =
        Optional.ofNullable(ArrayFile.metadata(inputs.latents().get()).get(KEY))
            .filter(hash -> latents.rows() == latents.items().size());
    return encoded.orElseGet(() -> ofList(latents, item -> Sha256.ofFloats(item.values())));
  }

  /** Returns the hash of what {@code sha256sum} prints about the photographs, by name. */
  static String ofPhotographs(Inputs inputs, Latents latents) {
    Map<String, Path> files = new HashMap<>();
    ImageFolder.list(inputs.images(), warning -> {})
        .forEach(image -> files.put(image.name(), image.file()));
    return ofList(latents, item -> ofFile(item.name(), files.get(item.name())));
  }

  private static String ofList(Latents latents, Function<Latents.Item, String> hash) {
    StringBuilder sums = new StringBuilder();
    for (Latents.Item item : latents.items()) {
      sums.append(hash.apply(item)).append("  ").append(item.name()).append('\n');
    }
    return Sha256.of(sums.toString());
  }

  private static String ofFile(String name, Path file) {
    if (file == null) {
      throw new UserError("The image " + name + " cannot be read again: it is gone.");
    }
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new UserError("The image " + file + " cannot be read again: " + e + ".", e);
    }
  }
}
