package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.ControlName;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.api.spi.BundledInputs;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.tree.Controls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The configuration parameters of a run, read and typed. Everything that is wrong with them is
 * collected; the values that are wrong then have their defaults.
 */
public final class AuditConfiguration {

  private static final int DEFAULT_DUMP_GIGABYTES = 10;
  private static final int DEFAULT_EXPLORER_IMAGES = 4;
  private static final int DEFAULT_EXPLORER_MEGABYTES = 24;

  /** As in the reports, which know nothing of the engine. */
  private static final String DEFAULT_REPORT = "target/plumbline";

  private final ParameterReader reader;

  private final List<CheckpointSpec> checkpoints;
  private final Tier tier;
  private final Optional<List<Integer>> timesteps;
  private final Optional<List<Glob>> layers;
  private final Inputs inputs;
  private final RunOptions runOptions;
  private final Path baselineReport;
  private final GateSettings gate;
  private final Optional<Dump> dump;
  private final Explorer explorer;
  private final boolean dryRun;
  private final Optional<Path> encode;
  private final boolean hasControl;

  public AuditConfiguration(ConfigurationParameters parameters, Optional<BundledInputs> bundled) {
    reader = new ParameterReader(parameters);
    checkpoints = new CheckpointsReader(reader, bundled).read();
    tier =
        reader
            .read(
                AuditParameters.TIER,
                text -> ParameterValues.oneOf(text, "quick", "standard", "full"))
            .map(text -> Tier.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(Tier.STANDARD);
    timesteps = reader.read(AuditParameters.TIMESTEPS, ParameterValues::timestepList);
    layers = reader.read(AuditParameters.LAYERS, ParameterValues::globs);
    inputs = new InputsReader(reader, bundled, tier).read();
    List<Device> devices =
        reader.read(AuditParameters.DEVICE, DeviceList::parse).orElse(List.of(Device.AUTO));
    runOptions =
        new RunOptions(
            devices,
            reader
                .read(AuditParameters.THREADS, ParameterValues::positive)
                .orElseGet(() -> threads(devices)),
            reader
                .read(AuditParameters.BATCH, ParameterValues::positive)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty()),
            reader
                .read(AuditParameters.MEMORY, MemorySize::bytes)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty()),
            readProbe(),
            reader.read(AuditParameters.OVERLAP, ParameterValues::bool));
    baselineReport =
        reader
            .resolve(reader.get(AuditParameters.REPORT_DIR).orElse(DEFAULT_REPORT))
            .resolve("baseline");
    gate = new GateReader(reader, checkpoints, baselineReport).read();
    dump = readDump();
    explorer = readExplorer();
    dryRun = reader.read(AuditParameters.DRY_RUN, ParameterValues::bool).orElse(false);
    encode = readEncode();
    hasControl = readControl();
    reader.read(AuditParameters.PUBLISHED, PublishedProfile::list);
  }

  /** Sessions that share the CPU share its processors. */
  private static int threads(List<Device> devices) {
    int sharing = devices.get(0).kind() == Device.Kind.CPU ? devices.size() : 1;
    return Math.max(1, Runtime.getRuntime().availableProcessors() / sharing);
  }

  /** Returns what is wrong with the parameters, a message each. */
  public List<String> problems() {
    return reader.problems();
  }

  List<CheckpointSpec> checkpoints() {
    return checkpoints;
  }

  /** Reads the checkpoints' graphs, and returns their controls with them. */
  public Controls controls() {
    return hasControl
        ? Controls.random(checkpoints, inputs.seed(), runOptions.probe().spill())
        : Controls.none(checkpoints);
  }

  /**
   * Returns the timesteps at which an audit is run.
   *
   * @param own those that it names itself
   */
  public List<Integer> timesteps(List<Integer> own) {
    return timesteps.orElseGet(() -> tier.timesteps(own));
  }

  /** Returns the globs that narrow the audits' layers. */
  public List<Glob> layers() {
    return layers.orElse(List.of());
  }

  /**
   * Returns the layers that an audit is run on.
   *
   * @param own those that it is about, in execution order
   */
  public List<LayerName> layers(List<LayerName> own) {
    return layers
        .map(globs -> own.stream().filter(name -> Glob.anyMatches(globs, name)).toList())
        .orElseGet(() -> tier.layers(own));
  }

  /** Says in a line what the run covers, and what of it the tier does not decide. */
  public String coverage() {
    return String.format(
        "tier %s: %s, %s, %s",
        tier.label(),
        layers.isPresent() ? "layers by audit.layers" : tier.whichLayers(),
        timesteps.isPresent() ? "timesteps by audit.timesteps" : tier.whichTimesteps(),
        inputs.samples() == Integer.MAX_VALUE
            ? "all images"
            : "up to " + inputs.samples() + " images");
  }

  public Tier tier() {
    return tier;
  }

  public Inputs inputs() {
    return inputs;
  }

  public RunOptions runOptions() {
    return runOptions;
  }

  /** Returns what metrics are held against. */
  public GateSettings gate() {
    return gate;
  }

  /** Returns the folder that every run leaves its baselines in. */
  public Path baselineReport() {
    return baselineReport;
  }

  /** Returns where raw representations are written to, if they are. */
  public Optional<Dump> dump() {
    return dump;
  }

  /** Returns what the explorer shows, of all checkpoints together. */
  public Explorer explorer() {
    return explorer;
  }

  public boolean dryRun() {
    return dryRun;
  }

  /** Returns the folder that inputs are to be written to, in a run that audits nothing. */
  public Optional<Path> encode() {
    return encode;
  }

  /** Encoding would hide that what other parameters ask for is not done: they must be left out. */
  private Optional<Path> readEncode() {
    Optional<Path> folder = reader.get(AuditParameters.ENCODE).map(reader::resolve);
    if (folder.isPresent()) {
      if (Files.exists(folder.get()) && !Files.isDirectory(folder.get())) {
        reader.problem(
            ParameterReader.bad(
                AuditParameters.ENCODE, folder.get().toString(), "it is not a folder"));
      }
      if (inputs.latents().isPresent()) {
        reader.problem(
            AuditParameters.ENCODE
                + " makes latents of images, and "
                + AuditParameters.LATENTS
                + " gives latents: leave out one of the two");
      }
      if (gate.bounds().isPresent()) {
        notAsked(AuditParameters.BOUNDS);
      }
      if (gate.usesBaselines()) {
        notAsked(AuditParameters.BASELINE);
      }
      if (gate.frozen().isPresent()) {
        notAsked(AuditParameters.FROZEN);
      }
    }
    return folder;
  }

  private Explorer readExplorer() {
    return new Explorer(
        reader
            .read(AuditParameters.EXPLORER, ParameterValues::countOrOff)
            .orElse(DEFAULT_EXPLORER_IMAGES),
        reader.read(AuditParameters.EXPLORER_LAYERS, ParameterValues::globs).orElse(List.of()),
        reader
                .read(AuditParameters.EXPLORER_LIMIT, ParameterValues::positive)
                .orElse(DEFAULT_EXPLORER_MEGABYTES)
            * 1_000_000L);
  }

  private void notAsked(String parameter) {
    reader.problem(
        AuditParameters.ENCODE
            + " audits nothing, so "
            + parameter
            + " would not be asked: encode in a run of its own");
  }

  private boolean readControl() {
    boolean random =
        reader
            .read(AuditParameters.CONTROL, text -> ParameterValues.oneOf(text, "none", "random"))
            .filter("random"::equals)
            .isPresent();
    checkpoints.stream()
        .map(CheckpointSpec::name)
        .filter(name -> random && name.endsWith(ControlName.SUFFIX))
        .forEach(
            name ->
                reader.problem(
                    String.format(
                        "%s=random: '%s' is the name of a control, and one of %s too; name the"
                            + " checkpoint otherwise: name=path",
                        AuditParameters.CONTROL, name, AuditParameters.CHECKPOINT)));
    return random;
  }

  private Optional<Dump> readDump() {
    int gigabytes =
        reader
            .read(AuditParameters.DUMP_LIMIT, ParameterValues::positive)
            .orElse(DEFAULT_DUMP_GIGABYTES);
    Optional<Path> folder = reader.get(AuditParameters.DUMP).map(reader::resolve);
    folder
        .filter(path -> Files.exists(path) && !Files.isDirectory(path))
        .ifPresent(path -> reader.problem(AuditParameters.DUMP + ": " + path + " is not a folder"));
    return folder.map(path -> new Dump(path, gigabytes * 1_000_000_000L));
  }

  private ProbeOptions readProbe() {
    return new ProbeOptions(
        reader
            .read(AuditParameters.PROBE, text -> ParameterValues.oneOf(text, "lda", "softmax"))
            .map(text -> ProbeOptions.Kind.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(ProbeOptions.Kind.LDA),
        reader
            .get(AuditParameters.SPILL_DIR)
            .map(reader::resolve)
            .orElseGet(ProbeOptions::temporaryFolder));
  }

  /** Throws if something is wrong with the parameters. */
  public AuditConfiguration orThrow() {
    if (!problems().isEmpty()) {
      throw new UserError(String.join("\n", problems()));
    }
    return this;
  }
}
