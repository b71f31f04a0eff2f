package dev.plumbline.engine.measure;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.measure.chunks.ChunkTask;
import dev.plumbline.engine.measure.chunks.ChunkTask.Partials;
import dev.plumbline.engine.measure.chunks.MergedChunks;
import dev.plumbline.engine.measure.chunks.PartialFolders;
import dev.plumbline.engine.measure.chunks.Wanted;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.source.TaskFacts;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.Sha256;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.plan.WorkOptions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The partials of a run in folders: what timesteps came to is kept there, and a run of the same
 * tasks takes what is there instead of measuring it.
 */
final class PartStore {

  /** How many digits of a task's hash its file's name has. */
  private static final int DIGITS = 16;

  private final WorkOptions work;
  private final Inputs inputs;
  private final MeasurementCatalog catalog;
  private final TaskOrder order;
  private final TaskFacts tasks;
  private final Told told;

  /**
   * Makes a store.
   *
   * @param work where partials are kept, and where they are read from
   * @param inputs what the run's networks are run on
   * @param catalog the measurements there are
   * @param order numbers the run's tasks
   * @param tasks knows what tasks are
   * @param told knows what was told of the run, and hears of partials that are refused
   */
  PartStore(
      WorkOptions work,
      Inputs inputs,
      MeasurementCatalog catalog,
      TaskOrder order,
      TaskFacts tasks,
      Told told) {
    this.work = work;
    this.inputs = inputs;
    this.catalog = catalog;
    this.order = order;
    this.tasks = tasks;
    this.told = told;
  }

  /** Takes over what is there of a checkpoint's timesteps; in a run that merges, all of them. */
  void takeOver(MeasuringJob job) {
    if (work.isByChunk() || (work.folder().isEmpty() && work.merge().isEmpty())) {
      return; // of a part by chunks, what is there is found when its images are known
    }
    int wanted = job.timesteps().size();
    int taken = 0;
    for (int timestep : job.timesteps()) {
      if (!work.onlyMerges()) {
        Optional<PartState> found = find(job.plan(), timestep);
        taken += found.isPresent() ? 1 : 0;
        found.ifPresent(state -> take(job, state));
      } else {
        try {
          take(job, merged(job.plan(), timestep));
        } catch (UserError e) {
          job.isNotMeasured(timestep, new UserError(job.name() + ": " + e.getMessage()));
        }
      }
    }
    if (taken > 0) {
      told.line(
          String.format(
              "%s: %d of %d timesteps taken over from %s",
              job.name(), taken, wanted, work.folder().orElseThrow()));
    }
  }

  private void take(MeasuringJob job, PartState state) {
    state.told().forEach(note -> note.tell(told));
    job.takeOver(state);
  }

  /** Finds a timestep that was measured before; a partial that is refused is as good as none. */
  private Optional<PartState> find(CheckpointPlan plan, int timestep) {
    Path folder = work.folder().orElseThrow();
    SortedMap<String, String> task;
    try {
      task = tasks.of(plan, timestep);
    } catch (UserError e) { // it is said when the checkpoint is opened
      return Optional.empty();
    }
    Path file = folder.resolve(name(plan, timestep, task));
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(file, plan, timestep, task));
    } catch (IOException | RuntimeException e) {
      told.warning(
          plan.checkpoint().name(), "A partial was refused, and is measured again: " + reason(e));
      return Optional.empty();
    }
  }

  private PartState merged(CheckpointPlan plan, int timestep) {
    SortedMap<String, String> task = tasks.of(plan, timestep);
    Optional<Path> found =
        new PartialFolders(work.merge())
            .find(name(plan, timestep, task), "the partial of t=" + timestep);
    Partials partials = partials(plan, timestep, task);
    if (MergedChunks.areThere(partials, work.merge())) {
      if (found.isPresent()) {
        throw new UserError(
            String.format(
                "the partial of t=%d is in %s as a whole, and by chunks besides: parts must not"
                    + " overlap. Leave out one of the two.",
                timestep, found.get().getParent()));
      }
      return chunks(partials, plan, timestep);
    }
    if (found.isEmpty()) {
      throw new UserError(missing(plan, timestep, task));
    }
    try {
      return read(found.get(), plan, timestep, task);
    } catch (IOException | RuntimeException e) {
      throw new UserError("the partial of t=" + timestep + " is refused: " + reason(e), e);
    }
  }

  private PartState chunks(Partials partials, CheckpointPlan plan, int timestep) {
    try (PassMeasurements ofPass = catalog.forPass(plan.checkpoint().name(), timestep)) {
      Wanted wanted = new Wanted(inputs, plan.passes().get(timestep), ofPass.byType());
      MergedChunks merged = MergedChunks.of(partials, work.merge(), wanted);
      return new PartState(
          merged.opened(),
          merged.told(),
          new MeasuredPart(timestep, merged.sums(), merged.explored()));
    } catch (SessionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns which share of a timestep's chunks is measured here; empty if all of it is. */
  Optional<ChunkTask> chunks(CheckpointPlan plan, int timestep) {
    if (!work.isByChunk()) {
      return Optional.empty();
    }
    return Optional.of(
        new ChunkTask(
            timestep,
            order.number(plan, timestep),
            work.shard().orElseThrow(),
            partials(plan, timestep, tasks.of(plan, timestep)),
            work.folder().orElseThrow(),
            work.merge(),
            told.notes()));
  }

  private static Partials partials(
      CheckpointPlan plan, int timestep, SortedMap<String, String> task) {
    return new Partials(prefix(plan, timestep) + hash(task), task);
  }

  private static String reason(Exception e) {
    return e instanceof IOException ? e.getMessage() : e.toString();
  }

  private PartState read(
      Path file, CheckpointPlan plan, int timestep, SortedMap<String, String> task)
      throws IOException {
    try (PassMeasurements ofPass = catalog.forPass(plan.checkpoint().name(), timestep)) {
      return PartialFile.read(
          file,
          task,
          from -> PartState.read(from, inputs, ofPass.byType(), plan.passes().get(timestep)));
    } catch (SessionException e) {
      throw new IOException(e);
    }
  }

  /** Says what is there in the place of what is missing. */
  private String missing(CheckpointPlan plan, int timestep, SortedMap<String, String> task) {
    List<String> others = new ArrayList<>();
    for (Path folder : work.merge()) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(
              folder, path -> path.getFileName().toString().startsWith(prefix(plan, timestep)))) {
        Set<String> reasons = new HashSet<>(); // of chunks, all have the same
        for (Path file : files) {
          String reason = other(file, task);
          if (reasons.add(reason)) {
            others.add(file + " " + reason);
          }
        }
      } catch (IOException e) {
        others.add(folder + " cannot be listed: " + e);
      }
    }
    return String.format(
        "no partial of t=%d is in %s%s. Run the part that has it, with the same parameters:"
            + " -D%s=… -D%s=….",
        timestep,
        work.merge(),
        others.isEmpty() ? "" : " (" + String.join("; ", others) + ")",
        AuditParameters.SHARD,
        AuditParameters.WORK_DIR);
  }

  private static String other(Path file, SortedMap<String, String> task) {
    try {
      return PartialFile.difference(MergedChunks.timestep(PartialFile.task(file)), task)
          .map(difference -> "is another: " + difference)
          .orElse("has another name than it was given");
    } catch (IOException e) {
      return "is refused: " + e.getMessage();
    }
  }

  /**
   * Keeps what a timestep came to, if it is to be kept.
   *
   * @throws UserError if it cannot be, and nothing but that was asked for
   */
  void keep(MeasuringJob job, MeasuredPart part) {
    if (work.folder().isEmpty() || work.isByChunk()) {
      return;
    }
    Path folder = work.folder().get();
    try {
      SortedMap<String, String> task = tasks.of(job.plan(), part.timestep());
      PartState state = job.state(part);
      PartialFile.write(
          folder.resolve(name(job.plan(), part.timestep(), task)), task, state::write);
    } catch (IOException | UserError e) {
      String message =
          String.format(
              "what was measured at t=%d cannot be kept in %s (%s). Name another folder, or give it"
                  + " room: -D%s=….",
              part.timestep(),
              folder,
              e instanceof UserError ? e.getMessage() : e,
              AuditParameters.WORK_DIR);
      if (work.shard().isPresent()) {
        throw new UserError(message, e);
      }
      told.warning(job.name(), message);
    }
  }

  private static String prefix(CheckpointPlan plan, int timestep) {
    return SafeNames.of(plan.checkpoint().name()) + "-t" + timestep + "-";
  }

  private static String name(CheckpointPlan plan, int timestep, SortedMap<String, String> task) {
    return prefix(plan, timestep) + hash(task) + PartialFile.EXTENSION;
  }

  private static String hash(SortedMap<String, String> task) {
    return Sha256.of(task.toString()).substring(0, DIGITS);
  }
}
