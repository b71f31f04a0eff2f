package dev.plumbline.engine.measure.cluster;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.partial.Facts;
import dev.plumbline.engine.measure.partial.StateInput;
import dev.plumbline.engine.measure.partial.StateOutput;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.ChunkPlace;
import dev.plumbline.engine.measure.pass.Fitted;
import dev.plumbline.engine.measure.process.WorkerJob;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What all tasks of a job on a cluster are told. A task is a number: that of a chunk among all of a
 * timestep, first those of the first round; or {@link #WHOLE}.
 *
 * @param run tells runs apart
 * @param code the hash of the code that measures
 * @param job the checkpoint, and what is measured of it on what
 * @param files in which archives its files are, by their paths; empty where machines share them
 * @param facts what the checkpoint is known by since it was opened; empty when it is to be
 * @param timestep the timestep; negative where the checkpoint is to be opened only
 * @param layout into how many chunks the timestep is cut; empty where it is not
 * @param trains whether there are two rounds
 * @param fitted what was fitted for each section of the second round, by its name
 */
public record ClusterOrder(
    String run,
    String code,
    WorkerJob job,
    SortedMap<String, String> files,
    SortedMap<String, String> facts,
    int timestep,
    String layout,
    boolean trains,
    Map<String, Fitted> fitted) {

  /** The number of the one task of a job that is not cut into chunks. */
  public static final int WHOLE = 0;

  private static final int MOST = 1 << 20;

  /** Returns an order to open a checkpoint. */
  public static ClusterOrder open(
      String run, String code, WorkerJob job, SortedMap<String, String> files) {
    return new ClusterOrder(run, code, job, files, new TreeMap<>(), -1, "", false, Map.of());
  }

  /** Returns the same order for who knows what the checkpoint is. */
  public ClusterOrder knowing(SortedMap<String, String> known) {
    return new ClusterOrder(run, code, job, files, known, timestep, layout, trains, fitted);
  }

  /**
   * Returns the same order with files where they are on this machine.
   *
   * @param archives finds the folder that an archive was unpacked to
   */
  public ClusterOrder here(Function<String, Path> archives) {
    if (files.isEmpty()) {
      return this;
    }
    WorkerJob moved =
        job.at(
            path -> {
              String place = files.get(path.toAbsolutePath().normalize().toString());
              int slash = place.indexOf('/');
              return archives.apply(place.substring(0, slash)).resolve(place.substring(slash + 1));
            });
    return new ClusterOrder(run, code, moved, files, facts, timestep, layout, trains, fitted);
  }

  /** Returns an order to measure a timestep in one piece. */
  public ClusterOrder whole(int at) {
    return new ClusterOrder(run, code, job, files, facts, at, "", false, Map.of());
  }

  /** Returns an order to measure chunks of a timestep. */
  public ClusterOrder chunks(int at, ChunkLayout cut) {
    return new ClusterOrder(run, code, job, files, facts, at, cut.text(), cut.trains(), Map.of());
  }

  /** Returns the same order for the second round. */
  public ClusterOrder with(Map<String, Fitted> classifiers) {
    return new ClusterOrder(run, code, job, files, facts, timestep, layout, trains, classifiers);
  }

  /** Tells whether the checkpoint is to be opened only. */
  public boolean opensOnly() {
    return timestep < 0;
  }

  /** Tells whether tasks are chunks. */
  public boolean isCut() {
    return !layout.isEmpty();
  }

  /** Returns the chunks of a timestep in the order of their numbers. */
  public static List<ChunkPlace> places(ChunkLayout cut) {
    List<ChunkPlace> places = new ArrayList<>(cut.ofRound(1));
    places.addAll(cut.ofRound(2));
    return places;
  }

  /** Returns the order as bytes. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      write(new StateOutput(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void write(StateWriter to) throws IOException {
    to.writeString(run);
    to.writeString(code);
    job.write(to);
    Facts.write(files, to);
    Facts.write(facts, to);
    to.writeLong(timestep);
    to.writeString(layout);
    to.writeBoolean(trains);
    to.writeLong(fitted.size());
    for (Map.Entry<String, Fitted> one : fitted.entrySet()) {
      to.writeString(one.getKey());
      one.getValue().write(to);
    }
  }

  /**
   * Reads an order.
   *
   * @param bytes the bytes
   * @param providers the measurements there are
   */
  public static ClusterOrder read(
      byte[] bytes, Map<Class<? extends Measurement>, MeasurementProvider<?>> providers)
      throws IOException {
    StateReader from = new StateInput(new ByteArrayInputStream(bytes), bytes.length);
    String run = from.readString();
    String code = from.readString();
    WorkerJob job = WorkerJob.read(from, providers.keySet()).here();
    SortedMap<String, String> files = Facts.read(from);
    SortedMap<String, String> facts = Facts.read(from);
    int timestep = (int) from.readLong(-1, Integer.MAX_VALUE);
    String layout = from.readString();
    boolean trains = from.readBoolean();
    Map<String, Fitted> fitted = new LinkedHashMap<>();
    long sections = from.readLong(0, MOST);
    for (long i = 0; i < sections; i++) {
      fitted.put(
          from.readString(), Fitted.read(from, providers, job.plan().passes().get(timestep)));
    }
    return new ClusterOrder(run, code, job, files, facts, timestep, layout, trains, fitted);
  }
}
