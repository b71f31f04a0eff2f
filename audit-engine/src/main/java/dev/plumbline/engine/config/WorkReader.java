package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.Shard;
import dev.plumbline.engine.plan.Shard.Cut;
import dev.plumbline.engine.plan.WorkOptions;
import dev.plumbline.engine.plan.WorkOptions.ClusterOptions;
import dev.plumbline.engine.plan.WorkOptions.Containers;
import dev.plumbline.engine.plan.WorkOptions.Executor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads where measuring is done and kept, and refuses what does not go with it. */
final class WorkReader {

  private static final Pattern SHARD = Pattern.compile("(\\d{1,5})/(\\d{1,5})");

  /** What says something of containers alone. */
  private static final List<String> CONTAINERS =
      List.of(
          AuditParameters.CONTAINER_IMAGE,
          AuditParameters.CONTAINER_MEMORY,
          AuditParameters.CONTAINER_CPUS,
          AuditParameters.CONTAINER_PIDS);

  /** What says something of Spark alone. */
  private static final List<String> SPARK =
      List.of(
          AuditParameters.SPARK_MASTER,
          AuditParameters.SPARK_TIMESTEPS,
          AuditParameters.SPARK_FILES);

  private final ParameterReader reader;

  WorkReader(ParameterReader reader) {
    this.reader = reader;
  }

  WorkOptions read() {
    WorkOptions work =
        new WorkOptions(
            reader.read(AuditParameters.EXECUTOR, WorkReader::executor).orElse(Executor.AUTO),
            reader
                .read(AuditParameters.WORKER_HEAP, MemorySize::bytes)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()),
            reader.get(AuditParameters.WORK_DIR).map(reader::resolve),
            readShard(),
            readMerge(),
            readContainers(),
            readCluster());
    refuseWhatDoesNotGo(work);
    return work;
  }

  private Containers readContainers() {
    return new Containers(
        reader.get(AuditParameters.CONTAINER_IMAGE),
        reader
            .read(AuditParameters.CONTAINER_MEMORY, MemorySize::bytes)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        reader
            .read(AuditParameters.CONTAINER_CPUS, ParameterValues::above0)
            .map(OptionalDouble::of)
            .orElse(OptionalDouble.empty()),
        reader
            .read(AuditParameters.CONTAINER_PIDS, ParameterValues::positive)
            .orElse(Containers.DEFAULT_PIDS));
  }

  private static Executor executor(String text) {
    String label =
        ParameterValues.oneOf(text, "auto", "in-process", "process", "container", "spark");
    return Stream.of(Executor.values())
        .filter(executor -> executor.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private ClusterOptions readCluster() {
    return new ClusterOptions(
        reader.get(AuditParameters.SPARK_MASTER),
        reader
            .read(AuditParameters.SPARK_TIMESTEPS, ParameterValues::positive)
            .orElse(ClusterOptions.DEFAULT.timesteps()),
        reader
            .read(
                AuditParameters.SPARK_FILES, text -> ParameterValues.oneOf(text, "shared", "fetch"))
            .filter("fetch"::equals)
            .isPresent());
  }

  private Optional<Shard> readShard() {
    Optional<Cut> by = reader.read(AuditParameters.SHARD_BY, WorkReader::cut);
    Optional<Shard> shard = reader.read(AuditParameters.SHARD, WorkReader::shard);
    if (by.isPresent() && reader.get(AuditParameters.SHARD).isEmpty()) {
      reader.problem(
          String.format(
              "%s=%s: say which part is measured: -D%s=k/n",
              AuditParameters.SHARD_BY, by.get().label(), AuditParameters.SHARD));
    }
    return shard.map(part -> new Shard(part.number(), part.of(), by.orElse(Cut.TIMESTEP)));
  }

  private static Cut cut(String text) {
    String label = ParameterValues.oneOf(text, "timestep", "chunk");
    return Stream.of(Cut.values())
        .filter(cut -> cut.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static Shard shard(String text) {
    Matcher parts = SHARD.matcher(text);
    if (parts.matches()) {
      int number = Integer.parseInt(parts.group(1));
      int of = Integer.parseInt(parts.group(2));
      if (number >= 1 && number <= of) {
        return new Shard(number, of, Cut.TIMESTEP);
      }
    }
    throw new IllegalArgumentException("expected a part and how many there are, such as 2/8");
  }

  private List<Path> readMerge() {
    List<Path> folders =
        reader
            .get(AuditParameters.MERGE)
            .map(
                list ->
                    Stream.of(list.split(",", -1))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .map(reader::resolve)
                        .distinct()
                        .toList())
            .orElse(List.of());
    folders.stream()
        .filter(folder -> !Files.isDirectory(folder))
        .forEach(
            folder -> reader.problem(AuditParameters.MERGE + ": there is no folder " + folder));
    return folders;
  }

  private void refuseWhatDoesNotGo(WorkOptions work) {
    work.folder()
        .filter(folder -> Files.exists(folder) && !Files.isDirectory(folder))
        .ifPresent(
            folder ->
                reader.problem(AuditParameters.WORK_DIR + ": " + folder + " is not a folder"));
    boolean byChunk = work.isByChunk();
    if (work.shard().isPresent()
        && work.folder().isEmpty()
        && (byChunk || work.merge().isEmpty())) {
      reader.problem(
          String.format(
              "%s=%s: say where the part is kept: -D%s=<folder>",
              AuditParameters.SHARD, work.shard().get(), AuditParameters.WORK_DIR));
    }
    if (byChunk) {
      String summed = "sums chunks apart, and this probe is trained on all training tokens at once";
      refuse(AuditParameters.SHARD_BY, summed, AuditParameters.PROBE, "lda");
    } else if (!work.merge().isEmpty()) {
      refuse(AuditParameters.MERGE, "measures nothing", AuditParameters.WORK_DIR, "");
      String nothing = "measures nothing, but in the second round of audit.shard.by=chunk";
      refuse(AuditParameters.MERGE, nothing, AuditParameters.SHARD, "");
      refuse(AuditParameters.MERGE, "measures nothing", AuditParameters.ENCODE, "");
    }
    refuse(AuditParameters.SHARD, "judges nothing", AuditParameters.ENCODE, "");
    refuse(AuditParameters.SHARD, "judges nothing", AuditParameters.SUGGEST, "");
    String rounds = "is of all images, and rounds are judged one by one";
    String whole = "is of all images, and what is dumped is not in it";
    for (String partial : List.of(AuditParameters.WORK_DIR, AuditParameters.MERGE)) {
      refuse(partial, rounds, AuditParameters.EARLY, "false");
      refuse(partial, whole, AuditParameters.DUMP, "");
    }
    refuseOutside(Executor.CONTAINER, "in containers", CONTAINERS, work);
    refuseOutside(Executor.SPARK, "on Spark", SPARK, work);
    if (work.executor() == Executor.CONTAINER && byChunk) {
      reader.problem(
          String.format(
              "%s=container does not go with %s=chunk: chunks are written where parts are kept, and"
                  + " nothing of this machine can be written from a container; leave out one of the"
                  + " two",
              AuditParameters.EXECUTOR, AuditParameters.SHARD_BY));
    }
    if (work.executor() == Executor.SPARK && byChunk) {
      String deals = "deals out chunks itself";
      refuse(AuditParameters.EXECUTOR, deals, AuditParameters.SHARD_BY, "timestep");
    }
    if (work.executor() != Executor.AUTO && work.executor() != Executor.IN_PROCESS) {
      String elsewhere = "measures where nothing is judged or dumped";
      refuse(AuditParameters.EXECUTOR, elsewhere, AuditParameters.EARLY, "false");
      refuse(AuditParameters.EXECUTOR, elsewhere, AuditParameters.DUMP, "");
    }
  }

  /** What says something of one place alone says nothing where measuring is done elsewhere. */
  private void refuseOutside(
      Executor place, String where, List<String> parameters, WorkOptions work) {
    parameters.stream()
        .filter(parameter -> work.executor() != place && reader.get(parameter).isPresent())
        .forEach(
            parameter ->
                reader.problem(
                    String.format(
                        "%s=%s: nothing is measured %s: ask for it, -D%s=%s, or leave it out",
                        parameter,
                        reader.get(parameter).get(),
                        where,
                        AuditParameters.EXECUTOR,
                        place.label())));
  }

  private void refuse(String parameter, String why, String other, String harmless) {
    Optional<String> given = reader.get(parameter);
    if (given.isPresent() && reader.get(other).filter(v -> !v.equals(harmless)).isPresent()) {
      reader.problem(
          String.format(
              "%s=%s does not go with %s: it %s; leave out one of the two",
              parameter, given.get(), other, why));
    }
  }
}
