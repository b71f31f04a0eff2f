package dev.plumbline.engine.measure.source;

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
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of a control, which are there only while it is measured. A process that dies leaves
 * them behind; whoever writes the next control into the same folder deletes what no process holds
 * locked.
 */
public final class ControlFiles implements AutoCloseable {

  static final String PREFIX = "plumbline-control-";

  private static final String LOCK = "lock";

  /** What the graph without its weights takes at most. */
  private static final long SKELETON = 64_000_000;

  private final CheckpointSpec checkpoint;
  private final Optional<Path> folder;
  private final Optional<FileChannel> lock;

  private ControlFiles(
      CheckpointSpec checkpoint, Optional<Path> folder, Optional<FileChannel> lock) {
    this.checkpoint = checkpoint;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes a checkpoint ready to be read: of a control its files are written, of any other nothing.
   *
   * @throws UserError if they cannot be
   */
  public static ControlFiles of(CheckpointSpec checkpoint, RunListener listener) {
    if (checkpoint.control().isEmpty()) {
      return new ControlFiles(checkpoint, Optional.empty(), Optional.empty());
    }
    RandomControl control = checkpoint.control().get();
    CheckpointFiles original = CheckpointFiles.resolve(control.original());
    Redrawing redrawing = Redrawing.of(GraphIndex.read(original.unet()));
    listener.line(
        String.format(
            "redrawing the weights of %s: %s, in %s",
            control.original().name(), ByteCount.text(redrawing.bytes()), control.folder()));
    try {
      Files.createDirectories(control.folder());
      deleteLeftovers(control.folder());
      OptionalLong room = FreeSpace.in(control.folder());
      if (room.isPresent() && room.getAsLong() < redrawing.bytes() + SKELETON) {
        throw new IOException("there is room for " + ByteCount.text(room.getAsLong()));
      }
      Path folder = Files.createTempDirectory(control.folder(), PREFIX);
      FileChannel lock = lockFile(folder);
      ControlFiles files = new ControlFiles(checkpoint, Optional.of(folder), Optional.of(lock));
      try {
        lock.lock();
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
    Path to = folder.orElseThrow();
    if (original.unetConfig().isPresent()) {
      Files.copy(original.unetConfig().get(), to.resolve("config.json"));
    }
    Path unet =
        RedrawnModel.write(
            redrawing, to, (name, count) -> NormalField.draw("weights", seed, name, count));
    return new ControlFiles(checkpoint.at(unet), folder, lock);
  }

  private static FileChannel lockFile(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Returns the checkpoint, at the place where its U-Net is. */
  public CheckpointSpec checkpoint() {
    return checkpoint;
  }

  private static void deleteLeftovers(Path below) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(below, PREFIX + "*")) {
      for (Path leftover : leftovers) {
        if (Files.isDirectory(leftover) && isAbandoned(leftover)) {
          delete(leftover);
        }
      }
    }
  }

  /** The system unlocks what a process held when it ends, however it ends. */
  private static boolean isAbandoned(Path leftover) {
    try (FileChannel channel = lockFile(leftover);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false; // another user's, or in use by this very process
    }
  }

  private static void delete(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      return; // it takes room, and the next control tries again
    }
  }

  @Override
  public void close() {
    folder.ifPresent(ControlFiles::delete);
    if (lock.isPresent()) {
      try {
        lock.get().close();
      } catch (IOException e) {
        return; // the system unlocks it when the process ends
      }
    }
  }
}
