package dev.plumbline.mutations;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.common.Folders;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.mutations.Mutation.Conditions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What mutants are run on and held against: latents of photographs, and baselines of the parent.
 * Each is made once, also where several processes work on one folder.
 */
final class MutationInputs {

  private final Network network;
  private final Path encoders;
  private final Path photographs;
  private final Path work;
  private final AuditFlow flow;

  /**
   * Makes inputs.
   *
   * @param network the network
   * @param encoders the pipeline whose encoder makes latents
   * @param photographs the photographs, a sub-folder a scene
   * @param work where files are kept
   * @param flow runs audits
   */
  MutationInputs(Network network, Path encoders, Path photographs, Path work, AuditFlow flow) {
    this.network = network;
    this.encoders = encoders;
    this.photographs = photographs;
    this.work = work;
    this.flow = flow;
  }

  private interface Making<T> {
    T make() throws IOException;
  }

  /** Lets one process at a time make what is missing. */
  private <T> T alone(Making<T> making) throws IOException {
    Files.createDirectories(work);
    try (FileChannel channel =
            FileChannel.open(
                work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assert lock.isValid();
      return making.make();
    }
  }

  /** Returns the latents of all photographs. */
  Path latents() throws IOException {
    return alone(() -> encoded(photographs, work.resolve("encoded")));
  }

  /** Returns the latents that a mutant is run on. */
  Path latents(Conditions conditions) throws IOException {
    return conditions.halves() == 0 ? latents() : half(conditions, "fresh");
  }

  /** Returns the baseline that a mutant is held against. */
  Path baseline(Conditions conditions) throws IOException {
    boolean isHalf = conditions.halves() != 0;
    Path latents = isHalf ? half(conditions, "recorded") : latents();
    String name = isHalf ? "halves-" + conditions.halves() : "all";
    Path baseline = work.resolve("baselines").resolve(name + ".csv");
    return alone(
        () -> {
          if (Files.notExists(baseline)) {
            record(latents, baseline);
          }
          return baseline;
        });
  }

  private void record(Path latents, Path baseline) {
    Map<String, String> parameters = new HashMap<>(network.parameters(network.pipeline(), latents));
    parameters.put(AuditParameters.SEED, Long.toString(Conditions.SEED));
    parameters.put(AuditParameters.REPORT_DIR, work.resolve("recording").toString());
    AuditRecord recorded = flow.record(parameters, baseline);
    if (recorded.leaves() == 0 || Files.notExists(baseline)) {
      throw new UserError(
          "No baseline of " + network.name() + " was recorded: " + recorded.failures());
    }
  }

  private Path half(Conditions conditions, String which) throws IOException {
    Path folder = work.resolve("halves").resolve(Long.toString(conditions.halves()));
    return alone(
        () -> {
          if (Files.notExists(folder)) {
            deal(conditions.halves(), folder);
          }
          return encoded(folder.resolve(which), folder.resolve(which + "-latents"));
        });
  }

  private void deal(long seed, Path folder) throws IOException {
    List<Path> scenes;
    try (Stream<Path> list = Files.list(photographs)) {
      scenes = new ArrayList<>(list.filter(Files::isDirectory).sorted().toList());
    }
    Collections.shuffle(scenes, new Random(seed));
    int half = (scenes.size() + 1) / 2; // of an odd number of scenes both have the middle one
    copy(scenes.subList(0, half), folder.resolve("recorded"));
    copy(scenes.subList(scenes.size() - half, scenes.size()), folder.resolve("fresh"));
  }

  private static void copy(List<Path> scenes, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path scene : scenes) {
      Folders.copy(scene, to.resolve(scene.getFileName().toString()));
    }
  }

  private Path encoded(Path images, Path folder) {
    Path latents = folder.resolve("latents.safetensors");
    if (Files.notExists(latents)) {
      AuditRecord record = flow.encode(encoders, images, folder);
      if (Files.notExists(latents)) {
        throw new UserError(
            "The photographs in " + images + " were not encoded: " + record.failures());
      }
    }
    return latents;
  }
}
