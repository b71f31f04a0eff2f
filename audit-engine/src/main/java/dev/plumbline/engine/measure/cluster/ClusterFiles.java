package dev.plumbline.engine.measure.cluster;

import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.measure.process.WorkerJob;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The files that jobs name, for machines that have no folder in common with this one: each is
 * packed once, and the cluster brings it to whoever needs it.
 */
public final class ClusterFiles {

  private static final String UNET = "unet";

  private final Cluster cluster;
  private final Path folder;
  private final Map<Path, String> given = new HashMap<>();

  /**
   * Makes files of which none is given.
   *
   * @param cluster brings them
   * @param folder where archives lie as long as the run
   */
  public ClusterFiles(Cluster cluster, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  /**
   * Gives the cluster what a job names.
   *
   * @param job the job
   * @return where each path is: the archive's name, a slash, and the place in it
   * @throws UserError if something cannot be read or packed
   */
  public synchronized SortedMap<String, String> give(WorkerJob job) {
    SortedMap<String, String> places = new TreeMap<>();
    for (CheckpointSpec spec : checkpoints(job.plan().checkpoint())) {
      places.put(key(spec.path()), checkpoint(spec));
    }
    for (Path file : files(job.inputs())) {
      places.put(key(file), file(file.toAbsolutePath().normalize()));
    }
    return places;
  }

  /** Returns a path as it is named. */
  private static String key(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  private static List<CheckpointSpec> checkpoints(CheckpointSpec spec) {
    return Stream.of(
            Stream.of(spec),
            spec.inputsFrom().stream(),
            spec.control().stream().map(control -> control.original()))
        .flatMap(some -> some)
        .toList();
  }

  private static List<Path> files(Inputs inputs) {
    return Stream.of(
            inputs.latents().or(() -> Optional.of(inputs.images())),
            inputs.noise().file(),
            inputs.prompt(),
            inputs.pooledPrompt())
        .flatMap(Optional::stream)
        .toList();
  }

  private String checkpoint(CheckpointSpec spec) {
    CheckpointFiles files = CheckpointFiles.resolve(spec);
    Path own = files.unet().getParent();
    Path root = own.endsWith(UNET) ? own.getParent() : own;
    return given.computeIfAbsent(
        files.unet(),
        unet -> {
          Set<Path> all = new LinkedHashSet<>();
          Stream.of(
                  Optional.of(unet), files.vaeEncoder(), files.textEncoder(), files.textEncoder2())
              .flatMap(Optional::stream)
              .forEach(model -> all.addAll(below(model.getParent()))); // weights lie beside it
          Stream.of(
                  files.vaeConfig(),
                  files.textConfig(),
                  files.tokenizerConfig(),
                  files.schedulerConfig(),
                  files.textConfig2(),
                  files.tokenizerConfig2())
              .flatMap(Optional::stream)
              .forEach(all::add);
          return pack(root, all) + "/" + entry(root, unet);
        });
  }

  private String file(Path file) {
    return given.computeIfAbsent(
        file,
        path ->
            Files.isDirectory(path)
                ? pack(path, below(path)) + "/"
                : pack(path.getParent(), List.of(path)) + "/" + path.getFileName());
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    } catch (IOException e) {
      throw new UserError(
          "what lies in " + folder + " cannot be listed for the cluster (" + e + ")", e);
    }
  }

  private static String entry(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private String pack(Path root, Collection<Path> files) {
    Path archive = folder.resolve("plumbline-" + (given.size() + 1) + ".zip");
    try (OutputStream stream = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(stream)) {
      zip.setLevel(0); // weights cannot be compressed
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry(entry(root, file)));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UserError(
          String.format(
              "%s cannot be packed for the cluster in %s (%s). Give the folder for temporary files"
                  + " room (-DargLine=-Djava.io.tmpdir=…), or name a folder that all machines share,"
                  + " without -Daudit.spark.files.",
              root, folder, e.getMessage()),
          e);
    }
    cluster.give(archive);
    return archive.getFileName().toString();
  }
}
