package dev.plumbline.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The folders of a worker. Runs may write where reports go, and into the temporary folder; nothing
 * else may change.
 *
 * @param folder the folder of all of them
 */
record Sandbox(Path folder) {

  static Sandbox make(Path folder) throws IOException {
    Sandbox sandbox = new Sandbox(folder);
    for (Path path : new Path[] {sandbox.home(), sandbox.current(), sandbox.temporary()}) {
      Files.createDirectories(path);
    }
    return sandbox;
  }

  Path home() {
    return folder.resolve("home");
  }

  Path current() {
    return folder.resolve("current");
  }

  Path temporary() {
    return folder.resolve("temporary");
  }

  /** Returns the folder of what is sound. */
  Path sound() {
    return folder.resolve("sound");
  }

  /** Returns the folder in which hostile things are made. */
  Path work() {
    return folder.resolve("work");
  }

  Path log() {
    return folder.resolve("log.txt");
  }

  /** Tells of all files that no run may touch: names, sizes and when they were changed. */
  Set<String> untouchable() throws IOException {
    Set<String> files = new TreeSet<>();
    for (Path root : new Path[] {home(), current(), sound()}) {
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          files.add(
              folder.relativize(file)
                  + " "
                  + Files.size(file)
                  + " "
                  + Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS));
        }
      }
    }
    try (Stream<Path> top = Files.list(folder)) {
      top.forEach(path -> files.add(path.getFileName().toString()));
    }
    return files;
  }

  /** Returns a file that was touched; empty if none was. */
  Optional<String> touched(Set<String> before) throws IOException {
    Set<String> all = new TreeSet<>(untouchable());
    Set<String> gone = new TreeSet<>(before);
    gone.removeAll(all);
    all.removeAll(before);
    all.addAll(gone);
    all.remove("work");
    return all.stream().findFirst();
  }
}
