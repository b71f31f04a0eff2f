package dev.plumbline.engine.input;

import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.latents.VaeSettings;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Sha256;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of its inputs tells whether one run can be compared with another, as facts with a name. */
public final class InputFacts {

  private InputFacts() {}

  /**
   * Says what a checkpoint is run on.
   *
   * @param inputs what the user wanted it to be run on
   * @param loaded what that came to
   * @param encoders the files that it was made with
   * @return facts by their names, which the caller may add to
   * @throws UserError if an image or a file of noise cannot be read again
   */
  public static SortedMap<String, String> of(
      Inputs inputs, InputSet loaded, EncoderFiles encoders) {
    Latents latents = loaded.latents();
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("images", Integer.toString(latents.items().size()));
    facts.put("images_sha256", ImagesHash.of(inputs, latents));
    facts.put("latents_sha256", Sha256.ofFloats(latents.array().data()));
    facts.put("latent_size", size(loaded));
    facts.put("preprocessing", preprocessing(inputs, latents, encoders));
    facts.put("prompt_sha256", Sha256.ofFloats(loaded.prompt().data()));
    facts.put("noise_schedule_sha256", loaded.schedule().sha256());
    inputs.noise().file().ifPresent(file -> facts.put("noise_sha256", hash(file)));
    return facts;
  }

  /**
   * Returns the hash of what makes figures of two runs comparable: the images, their size and how
   * they were brought to it, and noise and prompt embeddings that are read from files. Encoders are
   * not in it, so that one and the same photographs are the same inputs for every checkpoint of a
   * family.
   *
   * @param inputs what the user wanted a checkpoint to be run on
   * @param loaded what that came to
   * @param encoders the files that it was made with
   * @throws UserError if an image, or a file of noise or embeddings, cannot be read again
   */
  public static String sample(Inputs inputs, InputSet loaded, EncoderFiles encoders) {
    Latents latents = loaded.latents();
    return Sha256.of(
        String.join(
            "\n",
            ImagesHash.of(inputs, latents),
            size(loaded),
            preprocessing(inputs, latents, encoders),
            hashIfGiven(inputs.noise().file()),
            hashIfGiven(inputs.prompt()),
            hashIfGiven(inputs.pooledPrompt())));
  }

  private static String hashIfGiven(Optional<Path> file) {
    return file.map(InputFacts::hash).orElse("none");
  }

  private static String size(InputSet loaded) {
    String size = loaded.height() + "x" + loaded.width();
    return loaded.margin() == 0 ? size : size + ", shifted windows";
  }

  /** Latents that were encoded of photographs say how, those of other origin do not. */
  private static String preprocessing(Inputs inputs, Latents latents, EncoderFiles encoders) {
    if (inputs.latents().isEmpty()) {
      VaeSettings vae = VaeSettings.read(encoders.vaeConfig());
      return photographs(
          Provenance.pixels(latents, vae),
          Double.toString(vae.scaling()),
          Double.toString(vae.shift()));
    }
    Map<String, String> metadata = ArrayFile.metadata(inputs.latents().get());
    return metadata.containsKey(Provenance.PIXELS)
        ? photographs(
            metadata.get(Provenance.PIXELS),
            metadata.get(Provenance.SCALING),
            metadata.get(Provenance.SHIFT))
        : "latents as given";
  }

  private static String photographs(String pixels, String scaling, String shift) {
    return "photographs of " + pixels + ", scaling " + scaling + ", shift " + shift;
  }

  private static String hash(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new UserError("The file " + file + " cannot be read again: " + e + ".", e);
    }
  }
}
