package dev.plumbline.mutations;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.LayerName;
import dev.plumbline.common.Folders;
import dev.plumbline.engine.checkpoint.model.ModelHash;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.plan.Sha256;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Makes the mutants of a network one after the other, and finds out what becomes of each. */
final class MutantRuns {

  /** At which the harm is measured. */
  private static final List<Integer> TIMESTEPS = List.of(50, 500);

  private final Network network;
  private final MutationInputs inputs;
  private final AuditFlow flow;
  private final Path work;
  private final HarmMeter meter;

  private MutantRuns(
      Network network, MutationInputs inputs, AuditFlow flow, Path work, HarmMeter meter) {
    this.network = network;
    this.inputs = inputs;
    this.flow = flow;
    this.work = work;
    this.meter = meter;
  }

  /**
   * Makes runs ready: records a baseline and runs the parent, whose outputs are kept in memory.
   *
   * @param network the network
   * @param inputs what its mutants are run on
   * @param flow runs audits
   * @param work the folder of its mutants' folders
   * @param threads threads of a session
   */
  static MutantRuns prepare(
      Network network, MutationInputs inputs, AuditFlow flow, Path work, int threads)
      throws IOException, SessionException {
    inputs.baseline(Mutation.Conditions.SAME);
    HarmMeter meter =
        HarmMeter.of(
            network.pipeline(),
            network.inputs(inputs.latents(), Mutation.Conditions.SEED),
            TIMESTEPS,
            threads);
    return new MutantRuns(network, inputs, flow, work, meter);
  }

  /** Makes a mutant and finds out what becomes of it, unless that is known of the same files. */
  void run(Mutation mutation) throws IOException, SessionException {
    MutantFolder folder = new MutantFolder(work.resolve(mutation.id()));
    Path copy = Files.createTempDirectory("plumbline-mutant");
    try {
      Folders.copy(network.pipeline(), copy);
      mutation.writer().write(network.pipeline(), copy);
      Properties summary = summary(mutation, hash(copy));
      if (!folder.isFinished(summary)) {
        measure(copy, folder, summary);
        check(mutation.conditions(), copy, folder, summary);
        folder.finish(summary);
      }
    } finally {
      Folders.delete(copy);
    }
  }

  private Properties summary(Mutation mutation, String hash) {
    Properties summary = new Properties();
    summary.setProperty(MutantFolder.HASH, hash);
    summary.setProperty("network", network.name());
    summary.setProperty("id", mutation.id());
    summary.setProperty("kind", mutation.kind().label());
    summary.setProperty("part", mutation.part());
    summary.setProperty("what", mutation.what());
    summary.setProperty("blocks", String.join(" ", mutation.blocks()));
    return summary;
  }

  private void measure(Path copy, MutantFolder folder, Properties summary)
      throws IOException, SessionException {
    long start = System.nanoTime();
    try {
      Harm harm = meter.measure(copy);
      folder.harm(harm);
      harm.noise().forEach((timestep, change) -> put(summary, "noise." + timestep, change));
      put(summary, "noise", harm.noiseChange());
      put(summary, "layer", harm.layerChange());
      put(summary, "layer.worst", harm.worstLayer().path());
      put(summary, "layer.first", harm.firstChanged().map(LayerName::path).orElse(""));
      put(summary, "degree", harm.degree());
    } catch (UserError | SessionException e) {
      put(summary, "unreadable", e.getMessage());
    }
    put(summary, "seconds.harm", seconds(start));
  }

  private void check(
      Mutation.Conditions conditions, Path copy, MutantFolder folder, Properties summary)
      throws IOException {
    Path baseline = inputs.baseline(conditions);
    Map<String, String> parameters =
        new HashMap<>(network.parameters(copy, inputs.latents(conditions)));
    parameters.put(AuditParameters.SEED, Long.toString(conditions.seed()));
    parameters.put(AuditParameters.REPORT_DIR, folder.report().toString());
    long start = System.nanoTime();
    AuditRecord record = flow.check(parameters, baseline);
    put(summary, "seconds.flow", seconds(start));
    folder.audits(record);
    Optional<LayerName> named = Culprits.named(record.notes(), record.failures(), meter.order());
    put(summary, "red", record.isRed());
    put(summary, "refused", record.isRefused());
    put(summary, "leaves", record.leaves());
    put(summary, "undecided", record.undecided());
    put(summary, "failed", record.failures().size());
    put(summary, "named", named.map(LayerName::path).orElse(""));
    put(summary, "named.block", named.map(LayerName::block).orElse(""));
  }

  private static void put(Properties summary, String key, Object value) {
    summary.setProperty(key, String.valueOf(value));
  }

  private static String seconds(long start) {
    return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - start) / 1e9);
  }

  /** Returns a hash of what may differ from the parent: weights, graph and noise schedule. */
  private static String hash(Path copy) throws IOException {
    Path unet = copy.resolve(Network.UNET);
    String model;
    try {
      model = ModelHash.sha256(unet);
    } catch (UserError e) { // a file that was cut off is no model
      model = Sha256.of(Files.readAllBytes(unet));
    }
    return Sha256.of(model + Files.readString(copy.resolve(Network.SCHEDULER)));
  }
}
