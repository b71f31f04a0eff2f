package dev.plumbline.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The kept inputs of a target: those that people made, and those that fuzzing found. */
final class Corpus {

  /** The inputs of one target take no more bytes, so that all together stay small. */
  static final long LARGEST = 96 << 10;

  /** The inputs of one target are no more. */
  static final int MOST = 100;

  private final Path folder;

  Corpus(Path folder) {
    this.folder = folder;
  }

  /** Returns the inputs, by their names. */
  List<Path> inputs() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /**
   * Takes inputs in, as many as there is room for, in the order of their names: these are hashes,
   * so it is chance which of them there is no room for.
   *
   * @param candidates a folder of inputs; those whose names are here already are passed over
   * @return how many were taken in
   */
  int take(Path candidates) throws IOException {
    int count = inputs().size();
    long size = 0;
    for (Path input : inputs()) {
      size += Files.size(input);
    }
    int taken = 0;
    for (Path candidate : new Corpus(candidates).inputs()) {
      Path copy = folder.resolve(candidate.getFileName().toString());
      long bytes = Files.size(candidate);
      boolean isSmall = bytes <= JazzerRun.LONGEST_INPUT && size + bytes <= LARGEST;
      if (Files.notExists(copy) && isSmall && count + taken < MOST) {
        Files.copy(candidate, copy);
        size += bytes;
        taken++;
      }
    }
    return taken;
  }

  /** Copies all inputs into another folder. */
  void copyTo(Path other) throws IOException {
    Files.createDirectories(other);
    for (Path input : inputs()) {
      Files.copy(input, other.resolve(input.getFileName().toString()));
    }
  }
}
