package dev.plumbline.engine.measure;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.files.TemporaryFolder;
import dev.plumbline.engine.measure.cluster.Cluster;
import dev.plumbline.engine.measure.cluster.ClusterFiles;
import dev.plumbline.engine.measure.cluster.ClusterJob;
import dev.plumbline.engine.measure.cluster.ClusterOrder;
import dev.plumbline.engine.measure.cluster.ClusterProvider;
import dev.plumbline.engine.measure.process.WorkerJob;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Measures on a cluster. A device is what waits here for one timestep at a time, adds up what comes
 * back and fits classifiers; tasks of all of them share the cluster's machines.
 */
final class ClusterExecutor implements MeasuringExecutor {

  /** What the temporary folders of answers are called. */
  private static final String PREFIX = "plumbline-cluster-";

  private static final String CHECKPOINT = "checkpoint ";

  private final MeasuringSettings settings;
  private final MeasurementCatalog catalog;
  private final String name;
  private final Optional<ClusterProvider> provider;
  private final String code;
  private final RunListener listener;
  private final String run = UUID.randomUUID().toString();
  private final Set<Note> told = new HashSet<>();
  private List<ClusterDevice> devices = List.of();
  private Cluster cluster;
  private TemporaryFolder folder;
  private ClusterFiles files;

  /**
   * Makes an executor. Nothing is connected to yet.
   *
   * @param settings what is measured on, how, and on which cluster
   * @param catalog the measurements there are
   * @param code the hash of the code that measures, which machines must have too
   * @param listener hears how it goes
   */
  ClusterExecutor(
      MeasuringSettings settings, MeasurementCatalog catalog, String code, RunListener listener) {
    this.settings = settings;
    this.catalog = catalog;
    this.name = settings.work().executor().label();
    this.provider =
        ServiceLoader.load(ClusterProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(some -> some.executor().equals(name))
            .findFirst();
    this.code = code;
    this.listener = listener;
  }

  /** Waits for one timestep at a time. */
  final class ClusterDevice implements MeasuringDevice {

    private final int number;
    private ClusterJob running;
    private boolean ended;

    private ClusterDevice(int number) {
      this.number = number;
    }

    @Override
    public String name() {
      return ClusterExecutor.this.name + " (" + number + ")";
    }

    /** Returns where the device's answers lie until they are added. */
    Path folder() {
      return folder.path();
    }

    /** Begins tasks, which end with the device. */
    synchronized ClusterJob begin(
        String what, ClusterOrder order, List<Integer> tasks, ClusterJob.Taking taking) {
      if (ended) {
        throw new CancellationException("measuring was ended before it was done");
      }
      running = ClusterJob.begin(cluster, what, order, tasks, taking, listener::line);
      return running;
    }

    /** A call that does not come back is answered for where it was made. */
    @Override
    public void whenLost(Consumer<String> whenLost) {}

    @Override
    public synchronized void terminate() {
      ended = true;
      if (running != null) {
        running.close();
      }
    }
  }

  @Override
  public Set<String> refusals() {
    return provider.isPresent() ? Set.of() : Set.of(missing());
  }

  private String missing() {
    return String.format(
        "%s=%s needs a module that is not on the class path: add the dependency"
            + " dev.plumbline:plumbline-%s, of the engine's version.",
        AuditParameters.EXECUTOR, name, name);
  }

  @Override
  public synchronized List<MeasuringDevice> devices() {
    if (devices.isEmpty()) {
      try {
        folder = TemporaryFolder.make(ProbeOptions.temporaryFolder(), PREFIX);
      } catch (IOException e) {
        throw new UserError(
            String.format(
                "what is measured on a cluster cannot be kept in %s (%s). Name another folder with"
                    + " room: -DargLine=-Djava.io.tmpdir=….",
                ProbeOptions.temporaryFolder(), e.getMessage()),
            e);
      }
      cluster =
          provider.orElseThrow(() -> new UserError(missing())).connect(settings.work().cluster());
      files = new ClusterFiles(cluster, folder.path());
      devices =
          IntStream.rangeClosed(1, settings.work().cluster().timesteps())
              .mapToObj(ClusterDevice::new)
              .toList();
      listener.environment("executor", cluster.description());
    }
    return new ArrayList<>(devices);
  }

  @Override
  public MeasuringDevice renew(int number) {
    return devices().get(number);
  }

  @Override
  public CheckpointMeasurer open(CheckpointPlan plan, MeasuringDevice device) {
    CheckpointMeasurer opened = ClusterMeasurer.open(plan, this, (ClusterDevice) device);
    listener.environment(CHECKPOINT + plan.checkpoint().name(), plan.checkpoint().description());
    return opened;
  }

  MeasuringSettings settings() {
    return settings;
  }

  MeasurementCatalog catalog() {
    return catalog;
  }

  RunListener listener() {
    return listener;
  }

  /** Gives the cluster the files of a job, where machines have no folder in common. */
  SortedMap<String, String> files(WorkerJob job) {
    return settings.work().cluster().fetch() ? files.give(job) : new TreeMap<>();
  }

  String code() {
    return code;
  }

  String run() {
    return run;
  }

  /** Tells what was told on a machine, each thing once. Where files are there is told here. */
  void tell(Collection<Note> notes) {
    List<Note> fresh = new ArrayList<>();
    synchronized (told) {
      notes.stream()
          .filter(note -> note.isWarning() || !note.about().startsWith(CHECKPOINT))
          .map(ClusterExecutor::everywhere)
          .filter(told::add)
          .forEach(fresh::add);
    }
    fresh.forEach(note -> note.tell(listener));
  }

  /** Which GPU a task was given, and how many tasks there are at once, is a machine's own. */
  private static Note everywhere(Note note) {
    return note.isWarning() || !note.about().equals("device")
        ? note
        : new Note(false, note.about(), note.text().replaceFirst("[:*].*", ""));
  }

  @Override
  public synchronized void close() {
    if (cluster != null) {
      cluster.close();
      ClusterWorker.leave();
    }
    if (folder != null) {
      folder.close();
    }
  }
}
