package dev.plumbline.engine.input;

import dev.plumbline.engine.input.encoders.Conditioning;
import dev.plumbline.engine.input.encoders.EncodedLatents;
import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.encoders.ModelOpener;
import dev.plumbline.engine.input.encoders.PromptEmbeddings;
import dev.plumbline.engine.input.encoders.SharedEncodings;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.input.latents.LatentDoubts;
import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.latents.NoiseFields;
import dev.plumbline.engine.input.latents.NoiseSchedule;
import dev.plumbline.engine.input.latents.ScheduleChoice;
import dev.plumbline.engine.input.latents.VaeSettings;
import dev.plumbline.engine.input.photographs.ImageFolder;
import dev.plumbline.engine.input.scenes.NearDuplicates;
import dev.plumbline.engine.input.scenes.SmallCopy;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes ready what a network is run on: reads the user's files, or has encoders make it. */
public final class InputLoader {

  private final Inputs inputs;
  private final SharedEncodings encodings;
  private final ModelOpener opener;
  private final Consumer<String> warnings;

  /**
   * Makes a loader for a checkpoint of a run.
   *
   * @param inputs what the user wants networks to be run on
   * @param encodings what encoders made for other checkpoints of the run; more is added
   * @param opener opens encoders; the sessions are closed when loading ends
   * @param warnings told, in sentences, of what was left out or assumed
   */
  public InputLoader(
      Inputs inputs, SharedEncodings encodings, ModelOpener opener, Consumer<String> warnings) {
    this.inputs = inputs;
    this.encodings = encodings;
    this.opener = opener;
    this.warnings = warnings;
  }

  /**
   * Returns how many images there are to choose from, but no more than are wanted. Some may prove
   * unusable.
   *
   * @param inputs where the images are
   * @throws UserError if they are not there
   */
  public static int atMost(Inputs inputs) {
    int there =
        inputs
            .latents()
            .map(Latents::count)
            .orElseGet(() -> ImageFolder.list(inputs.images(), warning -> {}).size());
    return Math.min(there, inputs.samples());
  }

  /**
   * Returns how many timesteps a noise schedule has.
   *
   * @param inputs what the user wants networks to be run on
   * @param encoders the pipeline's files
   * @throws UserError if the schedule cannot be read
   */
  public static int timesteps(Inputs inputs, EncoderFiles encoders) {
    return ScheduleChoice.of(encoders.schedulerConfig(), inputs.latents(), warning -> {})
        .trainTimesteps();
  }

  /**
   * Returns the images that would be chosen, if all prove usable, split or dealt into folds.
   *
   * @param inputs where the images are, and how they are to be split
   * @throws UserError if there are too few scenes for the folds, or no images
   */
  public static List<SourceImage> chosen(Inputs inputs) {
    List<SourceImage> images =
        inputs.latents().isPresent()
            ? Latents.images(inputs.latents().get(), inputs)
            : ImageFolder.balanced(ImageFolder.list(inputs.images(), warning -> {}), inputs.seed())
                .stream()
                .limit(inputs.samples())
                .map(entry -> new SourceImage(entry.name(), entry.scene(), false, 0))
                .sorted(Comparator.comparing(SourceImage::name))
                .toList();
    return Sample.split(images, inputs, warning -> {});
  }

  /**
   * Makes everything ready.
   *
   * @param geometry what the network takes
   * @param encoders the pipeline's files
   * @return the inputs
   * @throws UserError if something needed is missing, unreadable or does not fit the network
   */
  public InputSet load(Geometry geometry, EncoderFiles encoders) {
    if (inputs.samples() < 1) {
      throw new UserError(
          "audit.samples is " + inputs.samples() + ": an audit needs at least 1 image.");
    }
    NoiseSchedule schedule =
        ScheduleChoice.of(encoders.schedulerConfig(), inputs.latents(), warnings);
    PromptEmbeddings prompts =
        PromptEmbeddings.load(inputs, geometry, encoders, encodings, opener, warnings);
    EncodedLatents made =
        inputs.latents().isPresent()
            ? fromFile(Latents.fromFile(inputs.latents().get(), inputs, geometry))
            : encodings.latents(inputs, geometry, encoders, opener, warnings);
    VaeSettings vae = VaeSettings.read(encoders.vaeConfig());
    LatentDoubts.of(made.latents(), vae.scaling(), latentsOf()).forEach(warnings);
    NoisyLatents latents =
        new NoisyLatents(
            made.latents(),
            NoiseFields.of(inputs.noise(), inputs.seed(), made.latents()),
            schedule,
            geometry.layout(),
            vae,
            margin(made.latents(), geometry));
    Conditioning conditioning =
        Conditioning.of(
            prompts,
            geometry.added(),
            latents.height() * vae.factor(),
            latents.width() * vae.factor());
    return new InputSet(
        Sample.inOrder(made.latents(), inputs, warnings),
        latents,
        conditioning,
        made,
        inputs.folds(),
        inputs.seed());
  }

  private String latentsOf() {
    return inputs
        .latents()
        .map(file -> "The latents in " + file)
        .orElse("The latents of the photographs in " + inputs.images());
  }

  private static EncodedLatents fromFile(Latents latents) {
    Map<String, SmallCopy> alone = new LinkedHashMap<>();
    latents.items().stream()
        .filter(item -> item.scene().equals(item.name()))
        .forEach(
            item ->
                alone.put(
                    item.name(),
                    SmallCopy.ofLatent(
                        item.values(), latents.channels(), latents.height(), latents.width())));
    return new EncodedLatents(latents, Optional.empty(), NearDuplicates.in(alone));
  }

  /** The margin is there if the latents are larger than what the network is run on. */
  private static int margin(Latents latents, Geometry geometry) {
    boolean larger = geometry.margin() > 0 && latents.height() != geometry.height().orElseThrow();
    return larger ? geometry.margin() : 0;
  }
}
