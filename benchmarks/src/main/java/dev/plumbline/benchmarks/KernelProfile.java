package dev.plumbline.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What ONNX Runtime's profile says of each run of a model.
 *
 * @param runs the runs in their order
 */
record KernelProfile(List<Run> runs) {

  private static final String RUN = "model_run";
  private static final String KERNEL = "_kernel_time";
  private static final String ADDED = "audit/";
  private static final String SKETCHES = "/if_sketch" + KERNEL;

  /**
   * One run.
   *
   * @param kernelMicros the time in kernels
   * @param addedMicros the part of it in kernels of nodes that were added to the U-Net
   * @param sketchMicros the part of that in the heads that sketch layers
   */
  record Run(long kernelMicros, long addedMicros, long sketchMicros) {}

  private record Event(String name, long start, long duration) {

    long end() {
      return start + duration;
    }

    /** Times are whole microseconds, so that the edges of neighbours may overlap by one. */
    boolean within(long from, long to) {
      return 2 * start + duration >= 2 * from && 2 * start + duration <= 2 * to;
    }
  }

  /** Copies the list. */
  KernelProfile {
    runs = List.copyOf(runs);
  }

  /**
   * Reads a profile.
   *
   * @param json the file that a session wrote: an array of events in Chrome's trace format
   */
  static KernelProfile read(Path json) throws IOException {
    List<Event> runs = new ArrayList<>();
    List<Event> kernels = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json.toFile())) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException(json + " is no profile of ONNX Runtime: it is not an array");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        Event event = event(parser);
        if (event.name().equals(RUN)) {
          runs.add(event);
        } else if (event.name().endsWith(KERNEL)) {
          kernels.add(event);
        }
      }
    }
    return of(runs, kernels);
  }

  private static Event event(JsonParser parser) throws IOException {
    String name = "";
    long start = 0;
    long duration = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = parser.getText();
        case "ts" -> start = parser.getLongValue();
        case "dur" -> duration = parser.getLongValue();
        default -> parser.skipChildren();
      }
    }
    return new Event(name, start, duration);
  }

  private static KernelProfile of(List<Event> runs, List<Event> kernels) {
    Comparator<Event> outermostFirst =
        Comparator.comparingLong(Event::start)
            .thenComparing(Comparator.comparingLong(Event::duration).reversed());
    List<Event> outermost = new ArrayList<>();
    for (Event kernel : kernels.stream().sorted(outermostFirst).toList()) {
      // an If's event spans those of its branch's nodes
      Event last = outermost.isEmpty() ? null : outermost.get(outermost.size() - 1);
      if (last == null || !kernel.within(last.start(), last.end() - 1)) {
        outermost.add(kernel);
      }
    }
    List<Run> sums = new ArrayList<>();
    int next = 0;
    for (Event run : runs.stream().sorted(outermostFirst).toList()) {
      long all = 0;
      long added = 0;
      long sketches = 0;
      while (next < outermost.size() && outermost.get(next).start() <= run.end()) {
        Event kernel = outermost.get(next++);
        if (kernel.within(run.start(), run.end())) {
          all += kernel.duration();
          added += kernel.name().startsWith(ADDED) ? kernel.duration() : 0;
          sketches += kernel.name().endsWith(SKETCHES) ? kernel.duration() : 0;
        }
      }
      sums.add(new Run(all, added, sketches));
    }
    return new KernelProfile(sums);
  }

  /** Returns the time in kernels of the last runs. */
  long kernelMicros(int last) {
    return sum(last, Run::kernelMicros);
  }

  /** Returns the time in added kernels of the last runs. */
  long addedMicros(int last) {
    return sum(last, Run::addedMicros);
  }

  /** Returns the time in heads that sketch layers of the last runs. */
  long sketchMicros(int last) {
    return sum(last, Run::sketchMicros);
  }

  private long sum(int last, ToLongFunction<Run> micros) {
    return runs.subList(runs.size() - last, runs.size()).stream().mapToLong(micros).sum();
  }
}
