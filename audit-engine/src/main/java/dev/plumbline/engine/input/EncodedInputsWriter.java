package dev.plumbline.engine.input;

import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.encoders.ModelFingerprint;
import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.files.SafetensorsWriter;
import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.latents.ScheduleChoice;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The files that {@code audit.encode} writes: clean latents and prompt embeddings, on which a U-Net
 * can be audited without encoders. Checkpoints whose latents are the same share a file, and those
 * whose embeddings are.
 *
 * <p>A file's bytes depend on what was encoded only, never on time or place, so that encoding again
 * changes nothing.
 */
public final class EncodedInputsWriter {

  /** Equal inputs of several checkpoints; those of the first stand for all. */
  private record Group(List<String> checkpoints, InputSet inputs, EncoderFiles encoders) {}

  private final Path folder;
  private final Inputs inputs;
  private final Provenance provenance;
  private final Consumer<String> lines;
  private final List<Group> latents = new ArrayList<>();
  private final List<Group> prompts = new ArrayList<>();
  private final Map<String, UserError> failures = new LinkedHashMap<>();

  /**
   * Begins with no files.
   *
   * @param folder where they go
   * @param inputs what was encoded
   * @param fingerprint recognises models
   * @param lines told what was written, in lines for people
   */
  public EncodedInputsWriter(
      Path folder, Inputs inputs, ModelFingerprint fingerprint, Consumer<String> lines) {
    this.folder = folder;
    this.inputs = inputs;
    this.provenance = new Provenance(inputs, fingerprint);
    this.lines = lines;
  }

  /**
   * Adds what was encoded for a checkpoint.
   *
   * @param checkpoint its name
   * @param encoded its inputs
   * @param encoders the files they were made with
   */
  public void add(String checkpoint, InputSet encoded, EncoderFiles encoders) {
    add(latents, checkpoint, encoded, encoders, EncodedInputsWriter::sameLatents);
    if (inputs.prompt().isEmpty()) {
      add(
          prompts,
          checkpoint,
          encoded,
          encoders,
          (one, other) -> one.prompt().sameAs(other.prompt()) && one.samePooledPrompt(other));
    }
  }

  private static void add(
      List<Group> groups,
      String checkpoint,
      InputSet encoded,
      EncoderFiles encoders,
      BiPredicate<InputSet, InputSet> same) {
    for (Group group : groups) {
      if (same.test(group.inputs(), encoded)) {
        group.checkpoints().add(checkpoint);
        return;
      }
    }
    groups.add(new Group(new ArrayList<>(List.of(checkpoint)), encoded, encoders));
  }

  /** The file of latents also says what noise is mixed in by. */
  private static boolean sameLatents(InputSet one, InputSet other) {
    return one.latents().difference(other.latents()).isEmpty()
        && one.schedule().equals(other.schedule());
  }

  /**
   * Writes the files. One that cannot be written does not keep the others from it.
   *
   * @return why files could not be written, by the names of the checkpoints concerned
   */
  public Map<String, UserError> write() {
    List<Path> latentFiles = files("latents", latents);
    for (int i = 0; i < latents.size(); i++) {
      writeLatents(latents.get(i), latentFiles.get(i));
    }
    List<Path> promptFiles = files("prompt", prompts);
    for (int i = 0; i < prompts.size(); i++) {
      writePrompt(prompts.get(i), promptFiles.get(i));
    }
    if (failures.isEmpty() && latents.size() == 1 && prompts.size() <= 1) {
      lines.accept(
          "A U-Net is audited on them with -Daudit.latents="
              + latentFiles.get(0)
              + (prompts.isEmpty() ? "" : " -Daudit.prompt=" + promptFiles.get(0))
              + (prompts.isEmpty() || pooled(prompts.get(0)).isEmpty()
                  ? ""
                  : " -Daudit.prompt.pooled=" + promptFiles.get(0)));
    }
    return failures;
  }

  private void writeLatents(Group group, Path file) {
    Latents written = group.inputs().latents();
    write(
        group,
        file,
        () -> {
          Map<String, String> metadata = provenance.ofLatents(written, group.encoders());
          metadata.putAll(written.images().metadata());
          group
              .encoders()
              .schedulerConfig()
              .ifPresent(config -> metadata.putAll(ScheduleChoice.metadata(config)));
          SafetensorsWriter.write(file, ArrayFile.LATENTS, written.array(), metadata);
        },
        String.format(
            "latents of %d images, %d×%d×%d each",
            written.items().size(), written.channels(), written.height(), written.width()));
  }

  private void writePrompt(Group group, Path file) {
    SortedMap<String, NumpyArray> tensors = new TreeMap<>();
    tensors.put(ArrayFile.PROMPT, group.inputs().prompt());
    pooled(group).ifPresent(array -> tensors.put(ArrayFile.POOLED_PROMPT, array));
    write(
        group,
        file,
        () -> SafetensorsWriter.write(file, tensors, provenance.ofPrompt(group.encoders())),
        "embeddings of the empty prompt, "
            + group.inputs().prompt().shapeText()
            + pooled(group).map(array -> ", and pooled " + array.shapeText()).orElse(""));
  }

  /** What the user gave is not written again. */
  private Optional<NumpyArray> pooled(Group group) {
    return inputs.pooledPrompt().isPresent()
        ? Optional.empty()
        : group.inputs().conditioning().pooled();
  }

  private void write(Group group, Path file, Runnable writing, String what) {
    try {
      writing.run();
      lines.accept(
          String.format(
              "encoded %s, for %s: %s", what, String.join(", ", group.checkpoints()), file));
    } catch (UserError e) {
      group.checkpoints().forEach(checkpoint -> failures.putIfAbsent(checkpoint, e));
    }
  }

  /** Names files for people: by the first checkpoint of a group, where there are several groups. */
  private List<Path> files(String stem, List<Group> groups) {
    List<Path> files = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Group group : groups) {
      String name = stem;
      if (groups.size() > 1) {
        name += "-" + group.checkpoints().get(0).replaceAll("[^\\p{L}\\p{N}._-]", "_");
      }
      String free = name;
      for (int i = 2; !taken.add(free); i++) {
        free = name + "-" + i;
      }
      files.add(folder.resolve(free + ".safetensors"));
    }
    return files;
  }
}
