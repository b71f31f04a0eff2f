package dev.plumbline.engine.measure.source;

import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.model.FilesAsRead;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Inputs;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What measuring a checkpoint reads: its files, and those of what it is run on. */
public final class FilesToRead {

  private final SortedSet<Path> paths = new TreeSet<>();

  private FilesToRead() {}

  /**
   * Returns the files, and the folder of photographs.
   *
   * @param checkpoint the checkpoint
   * @param inputs what it is run on
   * @return absolute paths
   * @throws dev.plumbline.engine.plan.UserError if the checkpoint has no network
   */
  public static SortedSet<Path> of(CheckpointSpec checkpoint, Inputs inputs) {
    FilesToRead files = new FilesToRead();
    files.add(checkpoint);
    files.add(inputs.latents().orElse(inputs.images()));
    Stream.of(inputs.noise().file(), inputs.prompt(), inputs.pooledPrompt())
        .flatMap(Optional::stream)
        .forEach(files::add);
    return files.paths;
  }

  private void add(CheckpointSpec checkpoint) {
    CheckpointFiles files = CheckpointFiles.resolve(checkpoint);
    FilesAsRead.filesOf(files.models()).forEach(this::add);
    files.configs().forEach(this::add);
    checkpoint.inputsFrom().ifPresent(this::add);
    checkpoint.control().ifPresent(control -> add(control.original()));
  }

  private void add(Path path) {
    paths.add(path.toAbsolutePath().normalize());
  }
}
