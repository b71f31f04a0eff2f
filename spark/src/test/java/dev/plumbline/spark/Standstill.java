package dev.plumbline.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Has one executor stand still in the middle of a task, so that it can be killed there and nowhere
 * else. Processes speak by files: the driver asks by one, which the executor that takes it renames.
 */
final class Standstill {

  /** The property of executors that names the folder of the files. */
  static final String PROPERTY = "plumbline.test.standstill";

  private static final String WANTED = "wanted";
  private static final String REACHED = "reached-";
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Path folder;

  /** Makes one that nobody has asked for yet. */
  Standstill(Path folder) {
    this.folder = folder;
  }

  /** Asks for it: the next task that begins to measure stands still. */
  void ask() {
    try {
      Files.createFile(folder.resolve(WANTED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until an executor stands still, and returns the number of its process. */
  long process() {
    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < end) {
      Optional<String> reached = reached();
      if (reached.isPresent()) {
        return Long.parseLong(reached.get());
      }
      sleep(Duration.ofMillis(20));
    }
    throw new IllegalStateException("No executor stood still");
  }

  private Optional<String> reached() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(REACHED))
          .map(name -> name.substring(REACHED.length()))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stands still if somebody has asked for it, and no other process has taken it up. */
  static void ifWanted() {
    String place = System.getProperty(PROPERTY);
    if (place == null) {
      return;
    }
    try {
      Files.move(
          Path.of(place, WANTED),
          Path.of(place, REACHED + ProcessHandle.current().pid()),
          StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return; // nobody has, or another one was first
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sleep(LONG.multipliedBy(2));
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
