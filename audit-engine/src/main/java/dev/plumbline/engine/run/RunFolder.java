package dev.plumbline.engine.run;

import dev.plumbline.api.files.FolderLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The report folder, which a run has to itself while it lasts. */
final class RunFolder implements AutoCloseable {

  private final Path folder;
  private final Object owner;
  private Optional<FolderLock> lock = Optional.empty();

  /**
   * Makes the folder of a run, which does not have it yet.
   *
   * @param folder the folder
   * @param owner what the run is told from others in this process by
   */
  RunFolder(Path folder, Object owner) {
    this.folder = folder;
    this.owner = owner;
  }

  /**
   * Takes the folder.
   *
   * @return why the run cannot have it, or must not begin in it; a message each
   */
  List<String> take() {
    try {
      lock = Optional.of(FolderLock.take(folder, owner));
    } catch (IOException e) {
      return List.of(e.getMessage());
    }
    return lock.get().gaps();
  }

  /** Tells whether the run has the folder. */
  boolean isTaken() {
    return lock.isPresent();
  }

  /**
   * Tells whether the process is being ended from outside. The reports have said so by then, and
   * nothing that comes after belongs to them.
   */
  boolean isLeft() {
    Thread none = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(none);
      Runtime.getRuntime().removeShutdownHook(none);
      return false;
    } catch (IllegalStateException e) { // how the JVM says it
      return true;
    }
  }

  /** Returns why what is in the folder is not the whole of the run, a message each. */
  List<String> gaps() {
    return lock.map(FolderLock::gaps).orElse(List.of());
  }

  @Override
  public void close() {
    if (lock.isPresent()) {
      try {
        lock.get().close();
      } catch (IOException e) {
        return; // the system unlocks it when the process ends
      }
    }
  }
}
