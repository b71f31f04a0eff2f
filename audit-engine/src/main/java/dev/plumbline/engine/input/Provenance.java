package dev.plumbline.engine.input;

import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What encoded files say about how they were made, as texts of their metadata. */
final class Provenance {

  private final Inputs inputs;
  private final ModelFingerprint fingerprint;

  Provenance(Inputs inputs, ModelFingerprint fingerprint) {
    this.inputs = inputs;
    this.fingerprint = fingerprint;
  }

  /** Returns a map that the caller may add to. Its order is fixed. */
  Map<String, String> ofLatents(Latents latents, Encoders encoders) {
    VaeSettings settings = VaeSettings.read(encoders.vaeConfig());
    Map<String, String> texts = made();
    put(texts, "vae_encoder_sha256", encoders.vaeEncoder());
    texts.put("scaling_factor", Double.toString(settings.scaling()));
    texts.put("shift_factor", Double.toString(settings.shift()));
    texts.put(
        "pixels", latents.width() * settings.factor() + "x" + latents.height() * settings.factor());
    texts.put("images_sha256", images(latents));
    texts.put("seed", Long.toString(inputs.seed()));
    return texts;
  }

  Map<String, String> ofPrompt(Encoders encoders) {
    Map<String, String> texts = made();
    put(texts, "text_encoder_sha256", encoders.textEncoder());
    put(
        texts,
        "text_encoder_2_sha256",
        encoders.secondTextEncoder().map(Encoders.TextEncoder::model));
    texts.put("prompt", "");
    return texts;
  }

  private static Map<String, String> made() {
    Map<String, String> texts = new TreeMap<>();
    String version = Provenance.class.getPackage().getImplementationVersion();
    texts.put("made_by", version == null ? "Plumbline" : "Plumbline " + version);
    return texts;
  }

  private void put(Map<String, String> texts, String key, Optional<Path> model) {
    model.ifPresent(file -> texts.put(key, fingerprint.of(file)));
  }

  /** The hash of what {@code sha256sum} prints about the images, in the order of their names. */
  private String images(Latents latents) {
    Map<String, Path> files = new HashMap<>();
    ImageFolder.list(inputs.images(), warning -> {})
        .forEach(image -> files.put(image.name(), image.file()));
    StringBuilder sums = new StringBuilder();
    for (Latents.Item item : latents.items()) {
      sums.append(sha256(files.get(item.name()))).append("  ").append(item.name()).append('\n');
    }
    return sha256(sums.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(Path file) {
    try {
      return sha256(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserError("The image " + file + " cannot be read again: " + e + ".", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
