package dev.plumbline.engine.measure.source;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.input.photographs.ImageFolder;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.Sha256;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a task of measuring is, as facts with a name: everything that would give other figures, or
 * show other things. Nothing has to be encoded for it: files are told by what is in them.
 */
public final class TaskFacts {

  private final Inputs inputs;
  private final RunOptions options;
  private final Explorer explorer;
  private final CheckpointInputs hashes;
  private final List<Class<?>> measuring;
  private String code;
  private final Map<Path, String> known = new HashMap<>();

  /**
   * Makes the facts of a run's tasks.
   *
   * @param inputs what the networks are run on
   * @param options how they are run
   * @param explorer what the explorer shows of a checkpoint
   * @param hashes knows the hashes of models
   * @param measuring classes from each place that code comes from which measures
   */
  public TaskFacts(
      Inputs inputs,
      RunOptions options,
      Explorer explorer,
      CheckpointInputs hashes,
      Collection<Class<?>> measuring) {
    this.inputs = inputs;
    this.options = options;
    this.explorer = explorer;
    this.hashes = hashes;
    this.measuring = List.copyOf(measuring);
  }

  /**
   * Says what measuring a checkpoint at a timestep is.
   *
   * @param plan the checkpoint, and what is measured of it
   * @param timestep the timestep
   * @throws UserError if a file cannot be read
   */
  public synchronized SortedMap<String, String> of(CheckpointPlan plan, int timestep) {
    CheckpointSpec spec = plan.checkpoint();
    CheckpointSpec original = spec.control().map(control -> control.original()).orElse(spec);
    if (code == null) {
      code = CodeHash.of(measuring);
    }
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("code", code);
    facts.put("plumbline", version());
    facts.put("checkpoint", spec.name());
    facts.put("timestep", Integer.toString(timestep));
    facts.put("checkpoint_sha256", hashes.hash(original));
    spec.control().ifPresent(control -> facts.put("control", "random, seed " + control.seed()));
    facts.put("measurements", measurements(plan.passes().get(timestep)));
    addInputs(facts);
    addEncoders(facts, original.inputsFrom().orElse(original));
    file(CheckpointFiles.resolve(original).unetConfig())
        .ifPresent(hash -> facts.put("unet config", hash));
    facts.put("probe", options.probe().kind().label());
    facts.put("explorer", explorer(plan));
    return facts;
  }

  private static String version() {
    String version = TaskFacts.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static String measurements(Map<LayerName, Set<Class<? extends Measurement>>> needs) {
    String all =
        needs.entrySet().stream()
            .map(
                entry ->
                    entry.getKey().path()
                        + entry.getValue().stream()
                            .map(Class::getName)
                            .sorted()
                            .collect(Collectors.joining(" ", " ", "\n")))
            .sorted()
            .collect(Collectors.joining());
    return needs.size() + " layers, " + Sha256.of(all);
  }

  /** What is chosen of a checkpoint at one timestep depends on what there is at the others. */
  private String explorer(CheckpointPlan plan) {
    return explorer.images() == 0
        ? "off"
        : String.format(
            "%d images, %s, %d bytes, at t=%s",
            explorer.images(),
            explorer.layers().isEmpty() ? "blocks and attentions" : explorer.layers(),
            explorer.limit(),
            plan.passes().keySet().stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  private void addInputs(SortedMap<String, String> facts) {
    facts.put("samples", Integer.toString(inputs.samples()));
    facts.put("seed", Long.toString(inputs.seed()));
    facts.put("split", inputs.split().name().toLowerCase(Locale.ROOT));
    facts.put("folds", Integer.toString(inputs.folds()));
    facts.put("noise", inputs.noise().kind().name().toLowerCase(Locale.ROOT));
    file(inputs.noise().file()).ifPresent(hash -> facts.put("noise file", hash));
    file(inputs.prompt()).ifPresent(hash -> facts.put("prompt file", hash));
    file(inputs.pooledPrompt()).ifPresent(hash -> facts.put("pooled prompt file", hash));
    if (inputs.latents().isPresent()) {
      facts.put("latents file", file(inputs.latents()).orElseThrow());
    } else {
      facts.put("photographs", photographs());
    }
  }

  private String photographs() {
    return known.computeIfAbsent(
        inputs.images(),
        folder ->
            Sha256.of(
                ImageFolder.list(folder, warning -> {}).stream()
                    .map(image -> hash(image.file()) + "  " + image.name() + "\n")
                    .collect(Collectors.joining())));
  }

  private void addEncoders(SortedMap<String, String> facts, CheckpointSpec from) {
    CheckpointFiles files = CheckpointFiles.resolve(from);
    if (inputs.latents().isEmpty()) {
      model(files.vaeEncoder()).ifPresent(hash -> facts.put("vae encoder", hash));
    }
    file(files.vaeConfig()).ifPresent(hash -> facts.put("vae config", hash));
    if (inputs.prompt().isEmpty()) {
      model(files.textEncoder()).ifPresent(hash -> facts.put("text encoder", hash));
      file(files.textConfig()).ifPresent(hash -> facts.put("text config", hash));
      file(files.tokenizerConfig()).ifPresent(hash -> facts.put("tokenizer config", hash));
      model(files.textEncoder2()).ifPresent(hash -> facts.put("text encoder 2", hash));
      file(files.textConfig2()).ifPresent(hash -> facts.put("text config 2", hash));
      file(files.tokenizerConfig2()).ifPresent(hash -> facts.put("tokenizer config 2", hash));
    }
    file(files.schedulerConfig()).ifPresent(hash -> facts.put("scheduler config", hash));
  }

  private Optional<String> model(Optional<Path> file) {
    return file.map(path -> hashes.hash(path.toAbsolutePath().normalize()));
  }

  private Optional<String> file(Optional<Path> file) {
    return file.map(path -> known.computeIfAbsent(path, TaskFacts::hash));
  }

  private static String hash(Path file) {
    try {
      return Sha256.ofFile(file);
    } catch (IOException e) {
      throw new UserError(
          "The file " + file + " cannot be read (" + e + "). Give one that can.", e);
    }
  }
}
