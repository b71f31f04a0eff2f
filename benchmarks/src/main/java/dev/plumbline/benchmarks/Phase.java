package dev.plumbline.benchmarks;

import java.util.Locale;

/** A part of the benchmark. */
enum Phase {
  DISCOVERY("Discovery: the graph's index and the layers"),
  TIME("Time of the full and the cropped pass of every image at one timestep"),
  PROFILE("ONNX Runtime's profile"),
  MEMORY("Peak memory of the process, a JVM for each line"),
  PAPER("The paper's way");

  private final String title;

  Phase(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
