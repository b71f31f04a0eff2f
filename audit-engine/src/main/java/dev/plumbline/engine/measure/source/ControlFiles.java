package dev.plumbline.engine.measure.source;

import dev.plumbline.api.files.TemporaryFolder;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing;
import dev.plumbline.engine.checkpoint.redrawn.RedrawnModel;
import dev.plumbline.engine.input.latents.NormalField;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.ByteCount;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.FreeSpace;
import dev.plumbline.engine.plan.RandomControl;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of a control, which are there only while it is measured. A process that dies leaves
 * them behind; whoever writes the next control into the same folder deletes what no process holds
 * locked.
 */
public final class ControlFiles implements AutoCloseable {

  static final String PREFIX = "plumbline-control-";

  /** What the graph without its weights takes at most. */
  private static final long SKELETON = 64_000_000;

  private final CheckpointSpec checkpoint;
  private final Optional<TemporaryFolder> folder;

  private ControlFiles(CheckpointSpec checkpoint, Optional<TemporaryFolder> folder) {
    this.checkpoint = checkpoint;
    this.folder = folder;
  }

  /**
   * Makes a checkpoint ready to be read: of a control its files are written, of any other nothing.
   *
   * @throws UserError if they cannot be
   */
  public static ControlFiles of(CheckpointSpec checkpoint, RunListener listener) {
    if (checkpoint.control().isEmpty()) {
      return new ControlFiles(checkpoint, Optional.empty());
    }
    RandomControl control = checkpoint.control().get();
    CheckpointFiles original = CheckpointFiles.resolve(control.original());
    Redrawing redrawing = Redrawing.of(GraphIndex.read(original.unet()));
    listener.line(
        String.format(
            "redrawing the weights of %s: %s, in %s",
            control.original().name(), ByteCount.text(redrawing.bytes()), control.folder()));
    try {
      TemporaryFolder folder = TemporaryFolder.make(control.folder(), PREFIX);
      ControlFiles files = new ControlFiles(checkpoint, Optional.of(folder));
      try {
        OptionalLong room = FreeSpace.in(control.folder());
        if (room.isPresent() && room.getAsLong() < redrawing.bytes() + SKELETON) {
          throw new IOException("there is room for " + ByteCount.text(room.getAsLong()));
        }
        return files.write(redrawing, original, control.seed());
      } catch (IOException | RuntimeException e) {
        files.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UserError(
          String.format(
              "the redrawn weights, %s, cannot be written below %s (%s). Name a folder with room:"
                  + " -Daudit.spill.dir=…",
              ByteCount.text(redrawing.bytes()), control.folder(), e.getMessage()),
          e);
    }
  }

  private ControlFiles write(Redrawing redrawing, CheckpointFiles original, long seed)
      throws IOException {
    Path to = folder.orElseThrow().path();
    if (original.unetConfig().isPresent()) {
      Files.copy(original.unetConfig().get(), to.resolve("config.json"));
    }
    Path unet =
        RedrawnModel.write(
            redrawing, to, (name, count) -> NormalField.draw("weights", seed, name, count));
    return new ControlFiles(checkpoint.at(unet), folder);
  }

  /** Returns the checkpoint, at the place where its U-Net is. */
  public CheckpointSpec checkpoint() {
    return checkpoint;
  }

  @Override
  public void close() {
    folder.ifPresent(TemporaryFolder::close);
  }
}
