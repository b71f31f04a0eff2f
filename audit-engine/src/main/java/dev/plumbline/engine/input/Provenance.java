package dev.plumbline.engine.input;

import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.encoders.ModelFingerprint;
import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.latents.VaeSettings;
import dev.plumbline.engine.plan.Inputs;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What encoded files say about how they were made, as texts of their metadata. */
final class Provenance {

  static final String SCALING = "scaling_factor";
  static final String SHIFT = "shift_factor";
  static final String PIXELS = "pixels";

  private final Inputs inputs;
  private final ModelFingerprint fingerprint;

  Provenance(Inputs inputs, ModelFingerprint fingerprint) {
    this.inputs = inputs;
    this.fingerprint = fingerprint;
  }

  /** Returns a map that the caller may add to. Its order is fixed. */
  Map<String, String> ofLatents(Latents latents, EncoderFiles encoders) {
    VaeSettings settings = VaeSettings.read(encoders.vaeConfig());
    Map<String, String> texts = made();
    put(texts, "vae_encoder_sha256", encoders.vaeEncoder());
    texts.put(SCALING, Double.toString(settings.scaling()));
    texts.put(SHIFT, Double.toString(settings.shift()));
    texts.put(PIXELS, pixels(latents, settings));
    texts.put(ImagesHash.KEY, ImagesHash.ofPhotographs(inputs, latents));
    texts.put("seed", Long.toString(inputs.seed()));
    return texts;
  }

  /** Returns the size of photographs that latents were encoded of: width, then height. */
  static String pixels(Latents latents, VaeSettings settings) {
    return latents.width() * settings.factor() + "x" + latents.height() * settings.factor();
  }

  Map<String, String> ofPrompt(EncoderFiles encoders) {
    Map<String, String> texts = made();
    put(texts, "text_encoder_sha256", encoders.textEncoder());
    put(
        texts,
        "text_encoder_2_sha256",
        encoders.secondTextEncoder().map(EncoderFiles.TextEncoder::model));
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
}
