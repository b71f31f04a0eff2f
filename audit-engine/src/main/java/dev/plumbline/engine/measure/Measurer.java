package dev.plumbline.engine.measure;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.encoders.ModelOpener;
import dev.plumbline.engine.measure.heads.Heads;
import dev.plumbline.engine.measure.memory.AvailableMemory;
import dev.plumbline.engine.measure.process.ClassPath;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.session.Devices;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.measure.source.CodeHash;
import dev.plumbline.engine.measure.source.ControlStore;
import dev.plumbline.engine.measure.source.InputOrigin;
import dev.plumbline.engine.measure.source.TaskFacts;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.plan.WorkOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Measures checkpoints, on one device or on several at once. */
public final class Measurer implements AutoCloseable {

  private final MeasuringSettings settings;
  private final MeasurementCatalog catalog;
  private final Devices devices;
  private final MeasuringExecutor executor;
  private final DeviceWorkers workers;
  private final CheckpointInputs checkpointInputs;
  private final ControlStore controls;
  private final Map<CheckpointSpec, OptionalInt> schedules = new ConcurrentHashMap<>();
  private List<CheckpointPlan> announced = List.of();
  private final TaskOrder order;

  /** Tells whether something has to be trained for a measurement, and tested on other images. */
  public static boolean needsTraining(MeasurementProvider<?> provider) {
    return Heads.needTraining(provider.figures());
  }

  /** Returns the providers registered as services, by the type they provide. */
  public static Map<Class<? extends Measurement>, MeasurementProvider<?>> registeredProviders() {
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers = new LinkedHashMap<>();
    for (MeasurementProvider<?> provider : ServiceLoader.load(MeasurementProvider.class)) {
      providers.put(provider.type(), provider);
    }
    return providers;
  }

  /**
   * Makes a measurer. Nothing is opened yet.
   *
   * @param settings what is measured on, how, and what is kept
   * @param providers the measurements that plans may ask for
   * @param listener hears how it goes
   */
  public Measurer(
      MeasuringSettings settings,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      RunListener listener) {
    this.settings =
        settings.dump().isPresent()
            ? settings.withOptions(oneDevice(settings.options(), listener))
            : settings;
    Told told = new Told(listener);
    this.catalog = MeasurementCatalog.of(providers, this.settings, told);
    this.devices = new Devices(this.settings.options(), told, Optional.empty());
    this.checkpointInputs = new CheckpointInputs(settings.inputs(), told);
    this.controls = new ControlStore(told);
    this.order = new TaskOrder(settings.work().shard());
    PartStore store =
        new PartStore(
            settings.work(),
            settings.inputs(),
            catalog,
            order,
            new TaskFacts(
                settings.inputs(),
                settings.options(),
                settings.explorer(),
                checkpointInputs,
                measuring(providers)),
            told);
    this.executor = executor(providers, told);
    this.workers = new DeviceWorkers(executor, store, told);
  }

  private MeasuringExecutor executor(
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers, Told told) {
    if (settings.work().executor() == WorkOptions.Executor.SPARK) {
      return new ClusterExecutor(settings, catalog, code(providers), told);
    }
    return inProcesses()
        ? new ProcessExecutor(settings, catalog, controls, told)
        : new LocalExecutor(
            devices, new CheckpointOpener(settings, checkpointInputs, catalog, told), controls);
  }

  /** Returns the hash of the code that measures. */
  static String code(Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    return CodeHash.of(measuring(providers));
  }

  /** Figures come from the engine, what authors see of it, and those who provide measurements. */
  private static Set<Class<?>> measuring(
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    Set<Class<?>> classes = new LinkedHashSet<>(Set.of(Measurer.class, Measurement.class));
    providers.values().forEach(provider -> classes.add(provider.getClass()));
    return classes;
  }

  /** What is judged or dumped while it is measured needs this process. */
  private boolean inProcesses() {
    return switch (settings.work().executor()) {
      case IN_PROCESS, SPARK -> false;
      case PROCESS, CONTAINER -> true;
      case AUTO ->
          settings.early().isEmpty()
              && settings.dump().isEmpty()
              && ClassPath.isKnown(WorkerMain.class);
    };
  }

  private static RunOptions oneDevice(RunOptions options, RunListener listener) {
    if (options.devices().size() == 1) {
      return options;
    }
    Device first = options.devices().get(0);
    listener.warning(
        AuditParameters.DEVICE,
        String.format(
            "%s writes timesteps one after another: of %s only %s is used",
            AuditParameters.DUMP, Device.list(options.devices()), first));
    return options.on(List.of(first));
  }

  /**
   * Says which checkpoints will be measured, so that of several devices none waits for the others:
   * once the first checkpoint is measured, a free device goes on to the next.
   *
   * @param plans what will be measured, in order
   */
  public void announce(Collection<CheckpointPlan> plans) {
    announced = List.copyOf(plans);
    order.of(announced);
  }

  /**
   * Measures a checkpoint: one streaming pass over the images per timestep, for all layers at once.
   * What fails at one timestep or layer leaves the others' results standing.
   *
   * @param plan what to measure
   * @return the measurements
   * @throws UserError if nothing of the checkpoint can be measured: its files, the inputs or a
   *     session cannot be had
   */
  public CheckpointResults measure(CheckpointPlan plan) {
    try {
      List<CheckpointPlan> plans = new ArrayList<>(atOnce() > 1 ? announced : List.of());
      if (!plans.contains(plan)) {
        plans.add(plan);
      }
      announced = List.of();
      workers.submit(plans, order::timesteps);
    } catch (UserError e) {
      throw new UserError(plan.checkpoint().name() + ": " + e.getMessage());
    }
    try {
      return workers.take(plan);
    } finally {
      controls.delete(plan.checkpoint().name());
    }
  }

  /** Returns how many timesteps are measured at once. */
  private int atOnce() {
    return settings.work().executor() == WorkOptions.Executor.SPARK
        ? settings.work().cluster().timesteps()
        : devices.count();
  }

  /**
   * Encodes what checkpoints would be run on, and writes it to files. What fails for one checkpoint
   * does not keep the others' from being written.
   *
   * @param checkpoints the checkpoints
   * @param folder where the files go
   * @return why there are no files, or not all, by checkpoint
   */
  public Map<String, RuntimeException> encode(Collection<CheckpointSpec> checkpoints, Path folder) {
    try {
      ModelOpener encoders = devices.first()::open;
      return checkpointInputs.encode(
          checkpoints,
          folder,
          files -> encoders.within(CostEstimate.patience(files, settings.options())));
    } catch (UserError e) { // there is no device
      return checkpoints.stream()
          .collect(Collectors.toMap(CheckpointSpec::name, checkpoint -> (RuntimeException) e));
    }
  }

  /**
   * Returns the hash of all that a checkpoint's network consists of. Its files are read for it the
   * first time; facts about what was measured have the same, and do not read them again.
   *
   * @param checkpoint the checkpoint, no control
   * @return 64 hexadecimal digits
   * @throws UserError if the files cannot be read
   */
  public String hash(CheckpointSpec checkpoint) {
    return checkpointInputs.hash(checkpoint);
  }

  /**
   * Returns how many timesteps a checkpoint's noise schedule has.
   *
   * @param checkpoint the checkpoint
   * @return T; empty where its files do not say it, which is told when it is measured
   */
  public OptionalInt timesteps(CheckpointSpec checkpoint) {
    return schedules.computeIfAbsent(checkpoint, this::schedule);
  }

  private OptionalInt schedule(CheckpointSpec checkpoint) {
    try {
      InputOrigin source = InputOrigin.of(checkpoint, CheckpointOnDisk.read(checkpoint));
      return OptionalInt.of(InputLoader.timesteps(settings.inputs(), source.encoders()));
    } catch (RuntimeException | Error e) { // it is said when the checkpoint is measured
      return OptionalInt.empty();
    }
  }

  /**
   * Returns what can be told to be impossible before anything is opened: timesteps that a
   * checkpoint's schedule has not, and a place to measure in that is not to be had.
   *
   * @param plans what would be measured
   * @return a message each
   */
  public Set<String> refusals(Collection<CheckpointPlan> plans) {
    Set<String> refusals =
        new LinkedHashSet<>(settings.work().onlyMerges() ? Set.of() : executor.refusals());
    Map<String, Set<String>> impossible = new LinkedHashMap<>();
    for (CheckpointPlan plan : plans) {
      OptionalInt schedule = timesteps(plan.checkpoint());
      plan.passes().keySet().stream()
          .filter(t -> schedule.isPresent() && t >= schedule.getAsInt())
          .forEach(
              t ->
                  impossible
                      .computeIfAbsent(
                          String.format(
                              "Timestep %d is not one of %%s: give timesteps from 0 to %d in -D%s.",
                              t, schedule.getAsInt() - 1, AuditParameters.TIMESTEPS),
                          message -> new LinkedHashSet<>())
                      .add(plan.checkpoint().name()));
    }
    impossible.forEach(
        (message, names) -> refusals.add(String.format(message, String.join(", ", names))));
    return refusals;
  }

  /**
   * Says what measuring a checkpoint would take, without opening a session.
   *
   * @param plan what would be measured
   * @return lines for people
   */
  public List<String> describe(CheckpointPlan plan) {
    try {
      // On which device it would run is settled with the first session, and none is opened here.
      OptionalLong memory =
          settings.options().memory().isPresent()
              ? settings.options().memory()
              : AvailableMemory.bytes();
      List<String> lines =
          new ArrayList<>(CostEstimate.of(plan, settings.inputs(), catalog, memory).lines());
      lines.add(
          String.format(
              "  loading a model, or running one once, is waited for %s",
              CostEstimate.patience(
                      CheckpointOnDisk.read(plan.checkpoint()), this.settings.options())
                  .text()));
      if (devices.count() > 1) {
        lines.add(
            String.format(
                "  on %s: %d sessions at once, each of which takes that memory",
                Device.list(settings.options().devices()), devices.count()));
      }
      return lines;
    } catch (UserError e) {
      return List.of(plan.checkpoint().name() + ": " + e.getMessage());
    } catch (RuntimeException | Error e) { // a graph that nobody foresaw costs its own lines only
      return List.of(plan.checkpoint().name() + ": what it takes cannot be said (" + e + ")");
    }
  }

  /** Ends what is being measured, if anything is. */
  @Override
  public void close() {
    workers.close();
    controls.close();
  }
}
