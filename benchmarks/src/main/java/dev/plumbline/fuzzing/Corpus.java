package dev.plumbline.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The kept inputs of a target: those that people made, and those that fuzzing found. */
final class Corpus {

  /** The inputs of one target take no more, so that all together stay small. */
  static final long LARGEST = 96 << 10;

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
   * Takes inputs in, as many as there is room for, the smallest first.
   *
   * @param candidates a folder of inputs; those whose names are here already are passed over
   * @return how many were taken in
   */
  int take(Path candidates) throws IOException {
    long size = 0;
    for (Path input : inputs()) {
      size += Files.size(input);
    }
    List<Path> ordered;
    try (Stream<Path> files = Files.list(candidates)) {
      ordered =
          files
              .filter(file -> Files.notExists(folder.resolve(file.getFileName().toString())))
              .sorted(
                  Comparator.<Path>comparingLong(file -> file.toFile().length())
                      .thenComparing(Comparator.naturalOrder()))
              .toList();
    }
    int taken = 0;
    for (Path file : ordered) {
      size += Files.size(file);
      if (size > LARGEST || Files.size(file) > JazzerRun.LONGEST_INPUT) {
        break;
      }
      Files.copy(file, folder.resolve(file.getFileName().toString()));
      taken++;
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
