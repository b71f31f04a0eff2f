package dev.plumbline.engine.measure.process;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RandomControl;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a worker process is told before it opens a checkpoint.
 *
 * @param inputs what it is run on
 * @param options how
 * @param explorer what the explorer shows of it
 * @param plan the checkpoint, and what is measured of it
 */
public record WorkerJob(Inputs inputs, RunOptions options, Explorer explorer, CheckpointPlan plan) {

  private static final int MOST = 1 << 20;

  /**
   * Returns the job for this machine: folders for large files that are there for a while only are
   * its own where those of the machine that told it are not there.
   */
  public WorkerJob here() {
    ProbeOptions probe = new ProbeOptions(options.probe().kind(), here(options.probe().spill()));
    RunOptions own =
        new RunOptions(
            options.devices(),
            options.threads(),
            options.batch(),
            options.memory(),
            probe,
            options.overlap(),
            options.timeout());
    CheckpointSpec spec = plan.checkpoint();
    Optional<RandomControl> control =
        spec.control()
            .map(one -> new RandomControl(one.original(), one.seed(), here(one.folder())));
    CheckpointSpec ownSpec =
        new CheckpointSpec(spec.name(), spec.path(), spec.inputsFrom(), control);
    return new WorkerJob(inputs, own, explorer, plan.at(ownSpec));
  }

  /**
   * Returns the job with its files elsewhere.
   *
   * @param places where each path of it is
   */
  public WorkerJob at(UnaryOperator<Path> places) {
    CheckpointSpec spec = at(plan.checkpoint(), places);
    Inputs moved =
        new Inputs(
            inputs.latents().isPresent() ? inputs.images() : places.apply(inputs.images()),
            inputs.latents().map(places),
            inputs.samples(),
            inputs.seed(),
            new Inputs.Noise(inputs.noise().kind(), inputs.noise().file().map(places)),
            inputs.prompt().map(places),
            inputs.split(),
            inputs.pooledPrompt().map(places),
            inputs.folds());
    return new WorkerJob(moved, options, explorer, plan.at(spec));
  }

  private static CheckpointSpec at(CheckpointSpec spec, UnaryOperator<Path> places) {
    return new CheckpointSpec(
        spec.name(),
        places.apply(spec.path()),
        spec.inputsFrom().map(from -> at(from, places)),
        spec.control()
            .map(one -> new RandomControl(at(one.original(), places), one.seed(), one.folder())));
  }

  private static Path here(Path folder) {
    return Files.isDirectory(folder) ? folder : ProbeOptions.temporaryFolder();
  }

  /** Writes the job. */
  public void write(StateWriter to) throws IOException {
    write(inputs, to);
    write(options, to);
    to.writeLong(explorer.images());
    to.writeLong(explorer.layers().size());
    for (Glob glob : explorer.layers()) {
      to.writeString(glob.toString());
    }
    to.writeLong(explorer.limit());
    write(plan.checkpoint(), to);
    to.writeLong(plan.passes().size());
    for (var pass : plan.passes().entrySet()) {
      to.writeLong(pass.getKey());
      to.writeLong(pass.getValue().size());
      for (Map.Entry<LayerName, Set<Class<? extends Measurement>>> needs :
          pass.getValue().entrySet()) {
        to.writeString(needs.getKey().path());
        to.writeLong(needs.getValue().size());
        for (Class<? extends Measurement> type : needs.getValue()) {
          to.writeString(type.getName());
        }
      }
    }
  }

  private static void write(Inputs inputs, StateWriter to) throws IOException {
    write(inputs.images(), to);
    writePath(inputs.latents(), to);
    to.writeLong(inputs.samples());
    to.writeLong(inputs.seed());
    to.writeString(inputs.noise().kind().name());
    writePath(inputs.noise().file(), to);
    writePath(inputs.prompt(), to);
    to.writeString(inputs.split().name());
    writePath(inputs.pooledPrompt(), to);
    to.writeLong(inputs.folds());
  }

  private static void write(RunOptions options, StateWriter to) throws IOException {
    to.writeLong(options.devices().size());
    for (Device device : options.devices()) {
      to.writeString(device.kind().name());
      to.writeLong(device.index());
    }
    to.writeLong(options.threads());
    to.writeLong(options.batch().orElse(0));
    to.writeLong(options.memory().orElse(0));
    to.writeString(options.probe().kind().name());
    write(options.probe().spill(), to);
    to.writeString(options.overlap().map(String::valueOf).orElse(""));
    to.writeLong(options.timeout().map(Duration::toNanos).orElse(0L));
  }

  private static void write(CheckpointSpec spec, StateWriter to) throws IOException {
    to.writeString(spec.name());
    write(spec.path(), to);
    to.writeBoolean(spec.inputsFrom().isPresent());
    if (spec.inputsFrom().isPresent()) {
      write(spec.inputsFrom().get(), to);
    }
    to.writeBoolean(spec.control().isPresent());
    if (spec.control().isPresent()) {
      RandomControl control = spec.control().get();
      write(control.original(), to);
      to.writeLong(control.seed());
      write(control.folder(), to);
    }
  }

  private static void write(Path path, StateWriter to) throws IOException {
    to.writeString(path.toAbsolutePath().toString());
  }

  private static void writePath(Optional<Path> path, StateWriter to) throws IOException {
    to.writeString(path.map(given -> given.toAbsolutePath().toString()).orElse(""));
  }

  /**
   * Reads a job.
   *
   * @param from gives it
   * @param types the measurements there are
   */
  public static WorkerJob read(StateReader from, Set<Class<? extends Measurement>> types)
      throws IOException {
    Inputs inputs = readInputs(from);
    RunOptions options = readOptions(from);
    int images = (int) from.readLong(0, MOST);
    List<Glob> layers = new ArrayList<>();
    long globs = from.readLong(0, MOST);
    for (long i = 0; i < globs; i++) {
      layers.add(Glob.of(from.readString()));
    }
    Explorer explorer = new Explorer(images, layers, from.readLong());
    CheckpointPlan plan = CheckpointPlan.empty(readSpec(from));
    long passes = from.readLong(0, MOST);
    for (long i = 0; i < passes; i++) {
      readPass(from, types, plan);
    }
    return new WorkerJob(inputs, options, explorer, plan);
  }

  private static void readPass(
      StateReader from, Set<Class<? extends Measurement>> types, CheckpointPlan plan)
      throws IOException {
    int timestep = (int) from.readLong(0, Integer.MAX_VALUE);
    long layers = from.readLong(0, MOST);
    for (long layer = 0; layer < layers; layer++) {
      LayerName name = new LayerName(from.readString());
      Set<Class<? extends Measurement>> needed = new LinkedHashSet<>();
      long count = from.readLong(0, MOST);
      for (long i = 0; i < count; i++) {
        String type = from.readString();
        needed.add(
            types.stream()
                .filter(some -> some.getName().equals(type))
                .findFirst()
                .orElseThrow(() -> from.malformed("nothing provides " + type)));
      }
      plan.add(timestep, name, needed);
    }
  }

  private static Inputs readInputs(StateReader from) throws IOException {
    return new Inputs(
        Path.of(from.readString()),
        readPath(from),
        (int) from.readLong(1, Integer.MAX_VALUE),
        from.readLong(),
        new Inputs.Noise(Inputs.Noise.Kind.valueOf(from.readString()), readPath(from)),
        readPath(from),
        Split.valueOf(from.readString()),
        readPath(from),
        (int) from.readLong(1, Integer.MAX_VALUE));
  }

  private static RunOptions readOptions(StateReader from) throws IOException {
    List<Device> devices = new ArrayList<>();
    long count = from.readLong(1, MOST);
    for (long i = 0; i < count; i++) {
      devices.add(new Device(Device.Kind.valueOf(from.readString()), (int) from.readLong(0, MOST)));
    }
    int threads = (int) from.readLong(1, MOST);
    int batch = (int) from.readLong(0, Integer.MAX_VALUE);
    long memory = from.readLong();
    ProbeOptions probe =
        new ProbeOptions(ProbeOptions.Kind.valueOf(from.readString()), Path.of(from.readString()));
    String overlap = from.readString();
    long timeout = from.readLong();
    return new RunOptions(
        devices,
        threads,
        batch == 0 ? OptionalInt.empty() : OptionalInt.of(batch),
        memory == 0 ? OptionalLong.empty() : OptionalLong.of(memory),
        probe,
        overlap.isEmpty() ? Optional.empty() : Optional.of(Boolean.valueOf(overlap)),
        timeout == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(timeout)));
  }

  private static CheckpointSpec readSpec(StateReader from) throws IOException {
    String name = from.readString();
    Path path = Path.of(from.readString());
    Optional<CheckpointSpec> inputsFrom =
        from.readBoolean() ? Optional.of(readSpec(from)) : Optional.empty();
    Optional<RandomControl> control = Optional.empty();
    if (from.readBoolean()) {
      control =
          Optional.of(
              new RandomControl(readSpec(from), from.readLong(), Path.of(from.readString())));
    }
    return new CheckpointSpec(name, path, inputsFrom, control);
  }

  private static Optional<Path> readPath(StateReader from) throws IOException {
    String path = from.readString();
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }
}
