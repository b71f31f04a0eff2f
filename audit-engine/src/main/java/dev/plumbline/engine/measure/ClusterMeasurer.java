package dev.plumbline.engine.measure;

import static java.util.stream.Collectors.toMap;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.engine.measure.ClusterExecutor.ClusterDevice;
import dev.plumbline.engine.measure.chunks.ArrivedChunks;
import dev.plumbline.engine.measure.chunks.ChunkTask;
import dev.plumbline.engine.measure.chunks.ChunkTask.Partials;
import dev.plumbline.engine.measure.chunks.Wanted;
import dev.plumbline.engine.measure.cluster.ClusterJob;
import dev.plumbline.engine.measure.cluster.ClusterOrder;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.ChunkPlace;
import dev.plumbline.engine.measure.pass.Fitted;
import dev.plumbline.engine.measure.pass.MergedPass;
import dev.plumbline.engine.measure.pass.PassSums;
import dev.plumbline.engine.measure.pass.Progress;
import dev.plumbline.engine.measure.pass.Section;
import dev.plumbline.engine.measure.process.WorkerEndedException;
import dev.plumbline.engine.measure.process.WorkerJob;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures a checkpoint on a cluster: chunks of a timestep's images are tasks, in two rounds.
 * Classifiers are fitted here in between, and what comes back is added here, in the chunks' order,
 * whatever the order in which it comes.
 */
final class ClusterMeasurer implements CheckpointMeasurer {

  /**
   * What opening a checkpoint says.
   *
   * @param facts what is known of it
   * @param untrained how many chunks a timestep's sections have where nothing is trained
   * @param trained the same where something is
   */
  record Opened(OpenedFacts facts, String untrained, String trained) {

    static Opened read(StateReader from, Inputs inputs, List<Note> notes) throws IOException {
      OpenedFacts facts = OpenedFacts.read(from, inputs);
      notes.addAll(Note.read(from));
      return new Opened(facts, from.readString(), from.readString());
    }
  }

  private final ClusterExecutor executor;
  private final ClusterDevice device;
  private final CheckpointPlan plan;
  private final ClusterOrder order;
  private final Opened opened;

  private ClusterMeasurer(
      ClusterExecutor executor,
      ClusterDevice device,
      CheckpointPlan plan,
      ClusterOrder order,
      Opened opened) {
    this.executor = executor;
    this.device = device;
    this.plan = plan;
    this.order = order;
    this.opened = opened;
  }

  /**
   * Opens a checkpoint on some machine, which tells what it found.
   *
   * @param plan the checkpoint, and what is measured of it
   * @param executor the cluster
   * @param device waits for it
   * @throws UserError if it cannot be opened, or machines are lost over it
   */
  static ClusterMeasurer open(CheckpointPlan plan, ClusterExecutor executor, ClusterDevice device) {
    MeasuringSettings settings = executor.settings();
    WorkerJob job = new WorkerJob(settings.inputs(), settings.options(), settings.explorer(), plan);
    ClusterOrder order =
        ClusterOrder.open(executor.run(), executor.code(), job, executor.files(job));
    Path file = device.folder().resolve(SafeNames.of(plan.checkpoint().name()) + "-opened");
    List<Note> notes = new ArrayList<>();
    try {
      whole(device, "opening it", order, file);
      Opened opened =
          read(
              file, ClusterWorker.task(order), from -> Opened.read(from, settings.inputs(), notes));
      executor.tell(notes);
      ClusterOrder known = order.knowing(opened.facts().facts().get());
      return new ClusterMeasurer(executor, device, plan, known, opened);
    } catch (WorkerEndedException e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  private static void whole(ClusterDevice device, String what, ClusterOrder order, Path file) {
    List<Integer> task = List.of(ClusterOrder.WHOLE);
    try (ClusterJob job =
        device.begin(what, order, task, (number, partial) -> Files.write(file, partial))) {
      job.await(ClusterOrder.WHOLE);
    }
  }

  private static <T> T read(
      Path file, SortedMap<String, String> task, PartialFile.Reading<T> reading) {
    try {
      T read = PartialFile.read(file, task, reading);
      Files.delete(file);
      return read;
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private static UserError refused(IOException e) {
    return new UserError("what came back from the cluster is refused: " + e.getMessage(), e);
  }

  @Override
  public CheckpointMeasurer on(MeasuringDevice other) {
    return new ClusterMeasurer(executor, (ClusterDevice) other, plan, order, opened);
  }

  @Override
  public OpenedFacts opened() {
    return opened.facts();
  }

  @Override
  public MeasuredPart measure(int timestep) throws SessionException {
    Map<LayerName, Set<Class<? extends Measurement>>> needs = plan.passes().get(timestep);
    try (PassMeasurements ofPass = executor.catalog().forPass(plan.checkpoint().name(), timestep)) {
      Wanted wanted = new Wanted(executor.settings().inputs(), needs, ofPass.byType());
      String text = wanted.trains() ? opened.trained() : opened.untrained();
      ChunkLayout layout =
          wanted
              .layout(text)
              .orElseThrow(() -> new UserError("a timestep cannot be cut like this: " + text));
      boolean stepByStep =
          executor.settings().options().probe().kind() == ProbeOptions.Kind.SOFTMAX;
      return wanted.trains() && (stepByStep || layout.ofRound(1).isEmpty())
          ? inOnePiece(timestep, wanted)
          : inChunks(timestep, wanted, layout);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private static String what(int timestep) {
    return "measuring it at t=" + timestep;
  }

  private MeasuredPart inOnePiece(int timestep, Wanted wanted) {
    ClusterOrder whole = order.whole(timestep);
    Path file = device.folder().resolve(name(timestep));
    whole(device, what(timestep), whole, file);
    PartState state =
        read(
            file,
            ClusterWorker.task(whole),
            from -> PartState.read(from, wanted.inputs(), wanted.providers(), wanted.needs()));
    executor.tell(state.told());
    return state.part();
  }

  private String name(int timestep) {
    return SafeNames.of(plan.checkpoint().name()) + "-t" + timestep;
  }

  private MeasuredPart inChunks(int timestep, Wanted wanted, ChunkLayout layout)
      throws IOException {
    ClusterOrder first = order.chunks(timestep, layout);
    Partials partials = new Partials(name(timestep), ClusterWorker.task(first));
    ArrivedChunks arrived = new ArrivedChunks(device.folder(), partials, layout, wanted);
    List<ChunkPlace> places = ClusterOrder.places(layout);
    List<Note> notes = new ArrayList<>();
    Progress progress =
        Progress.ofChunks(plan.checkpoint().name(), timestep, places.size(), executor.listener());
    Brought brought = new Brought();
    MergedPass pass = new MergedPass(layout, wanted.needs(), wanted.providers());
    Map<Section, Fitted> fitted;
    try (Round round =
        new Round(first, places, layout.ofRound(1), arrived, progress, notes, brought)) {
      fitted = pass.first(round);
    }
    ClusterOrder second =
        first.with(
            fitted.entrySet().stream().collect(toMap(e -> e.getKey().name(), Map.Entry::getValue)));
    PassSums sums;
    try (Round round =
        new Round(second, places, layout.ofRound(2), arrived, progress, notes, brought)) {
      sums = pass.second(round);
    }
    progress.done();
    executor.tell(notes);
    executor.listener().line(brought.text(plan.checkpoint().name(), timestep, places.size()));
    return new MeasuredPart(timestep, sums, arrived.explored());
  }

  /** What came back of a timestep, and how long it took here. */
  private static final class Brought {

    private final long start = System.nanoTime();
    private final AtomicLong bytes = new AtomicLong();
    private long waited;

    String text(String checkpoint, int timestep, int chunks) {
      return String.format(
          Locale.ROOT,
          "%s at t=%d: %d chunks brought %.1f MB; adding them and fitting took %.2f s",
          checkpoint,
          timestep,
          chunks,
          bytes.get() / 1e6,
          (System.nanoTime() - start - waited) / 1e9);
    }
  }

  /** The chunks of a round, each of which is waited for when it is to be added. */
  private final class Round implements MergedPass.Chunks, AutoCloseable {

    private final List<ChunkPlace> places;
    private final ArrivedChunks arrived;
    private final List<Note> notes;
    private final Brought brought;
    private final ClusterJob job;

    Round(
        ClusterOrder told,
        List<ChunkPlace> places,
        List<ChunkPlace> mine,
        ArrivedChunks arrived,
        Progress progress,
        List<Note> notes,
        Brought brought) {
      this.places = places;
      this.arrived = arrived;
      this.notes = notes;
      this.brought = brought;
      List<Integer> tasks = mine.stream().map(places::indexOf).toList();
      this.job =
          device.begin(
              what(told.timestep()),
              told,
              tasks,
              (task, partial) -> {
                arrived.put(places.get(task), partial);
                brought.bytes.addAndGet(partial.length);
                progress.add(1);
              });
    }

    @Override
    public PassSums read(ChunkPlace place, String classifiers) throws IOException {
      long start = System.nanoTime();
      job.await(places.indexOf(place));
      brought.waited += System.nanoTime() - start;
      return arrived.take(place, classifiers, notes);
    }

    @Override
    public void close() {
      job.close();
    }
  }

  @Override
  public MeasuredPart measure(ChunkTask task) {
    throw new IllegalStateException("Parts by chunks are refused with a cluster");
  }

  @Override
  public void refuseChange() {} // each machine has, before and after each task

  @Override
  public void close() {} // machines hold it until another is wanted, or the run ends
}
