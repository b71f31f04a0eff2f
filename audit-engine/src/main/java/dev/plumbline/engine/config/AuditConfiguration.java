package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.ControlName;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.api.spi.BundledInputs;
import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProgressStyle;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.plan.WorkOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The configuration parameters of a run, read and typed: what is asked of the run. Everything that
 * is wrong with them is collected; the values that are wrong then have their defaults.
 */
public final class AuditConfiguration {

  /** As in the reports, which know nothing of the engine. */
  private static final String DEFAULT_REPORT = "target/plumbline";

  private final ParameterReader reader;

  private final List<CheckpointSpec> checkpoints;
  private final CheckpointFetcher.Settings fetching;
  private final Coverage coverage;
  private final Inputs inputs;
  private final RunOptions runOptions;
  private final WorkOptions work;
  private final ProgressStyle progress;
  private final Path report;
  private final GateSettings gate;
  private final Optional<Dump> dump;
  private final Explorer explorer;
  private final boolean dryRun;
  private final Optional<Path> encode;
  private final boolean hasControl;
  private final Optional<String> parent;
  private final Map<String, Double> wantedChanges;

  /**
   * Reads a configuration.
   *
   * @param parameters the parameters
   * @param bundled what is audited where they name no checkpoint or no images
   */
  public AuditConfiguration(ConfigurationParameters parameters, Optional<BundledInputs> bundled) {
    reader = new ParameterReader(parameters);
    checkpoints = new CheckpointsReader(reader, bundled).read();
    fetching = FetchSettings.read(reader);
    coverage = readCoverage();
    inputs = new InputsReader(reader, bundled, coverage.tier()).read();
    runOptions = new RunOptionsReader(reader).read();
    work = new WorkReader(reader).read();
    report = reader.resolve(reader.get(AuditParameters.REPORT_DIR).orElse(DEFAULT_REPORT));
    gate = new GateReader(reader, checkpoints, baselineReport()).read();
    KeptReader kept = new KeptReader(reader);
    dump = kept.readDump();
    explorer = kept.readExplorer();
    progress =
        reader
            .read(
                AuditParameters.PROGRESS,
                text -> ParameterValues.oneOf(text, "auto", "bar", "lines", "off"))
            .map(text -> ProgressStyle.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(ProgressStyle.AUTO);
    dryRun = reader.read(AuditParameters.DRY_RUN, ParameterValues::bool).orElse(false);
    encode = new EncodeReader(reader, inputs, gate).read();
    hasControl = readControl();
    parent = readParent();
    wantedChanges = reader.read(AuditParameters.PLAN, ParameterValues::changes).orElse(Map.of());
    reader.read(AuditParameters.PUBLISHED, PublishedProfile::list);
  }

  private Coverage readCoverage() {
    Tier tier =
        reader
            .read(
                AuditParameters.TIER,
                text -> ParameterValues.oneOf(text, "quick", "standard", "full"))
            .map(text -> Tier.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(Tier.STANDARD);
    return new Coverage(
        tier,
        reader.read(AuditParameters.TIMESTEPS, ParameterValues::timestepList),
        reader.read(AuditParameters.LAYERS, ParameterValues::globs));
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

  private Optional<String> readParent() {
    Optional<String> name = reader.get(AuditParameters.PARENT);
    List<String> names = checkpoints.stream().map(CheckpointSpec::name).toList();
    if (name.isPresent() && (names.size() < 2 || !names.contains(name.get()))) {
      reader.problem(
          String.format(
              "%s=%s: the run's checkpoints are %s. Name one of several: -D%s=parent=path,other=path"
                  + " -D%s=parent",
              AuditParameters.PARENT,
              name.get(),
              names,
              AuditParameters.CHECKPOINT,
              AuditParameters.PARENT));
    }
    return name;
  }

  /** Returns what is wrong with the parameters, a message each. */
  public List<String> problems() {
    return reader.problems();
  }

  /**
   * Returns this configuration.
   *
   * @throws UserError if something is wrong with the parameters; the message says all of it
   */
  public AuditConfiguration orThrow() {
    if (!problems().isEmpty()) {
      throw new UserError(String.join("\n", problems()));
    }
    return this;
  }

  /** Returns how checkpoints that were named by a location are fetched. */
  public CheckpointFetcher.Settings fetching() {
    return fetching;
  }

  /**
   * Returns the checkpoints that the user named, without controls. Those that were named by a
   * location are not fetched.
   */
  public List<CheckpointSpec> checkpoints() {
    return checkpoints;
  }

  /** Tells whether checkpoints are audited beside controls of random weights. */
  public boolean hasControl() {
    return hasControl;
  }

  /**
   * Returns the checkpoint that another one was made of, if the user named it. The parent itself
   * and controls have none.
   *
   * @param checkpoint the other one's name
   */
  public Optional<String> parentOf(String checkpoint) {
    boolean isNamed = checkpoints.stream().anyMatch(spec -> spec.name().equals(checkpoint));
    return parent.filter(name -> isNamed && !name.equals(checkpoint));
  }

  /**
   * Returns the timesteps at which an audit is run.
   *
   * @param own those that it names itself
   */
  public List<Integer> timesteps(List<Integer> own) {
    return coverage.timesteps(own);
  }

  /** Returns the globs that narrow the audits' layers; none where nothing narrows them. */
  public List<Glob> layers() {
    return coverage.layersGiven().orElse(List.of());
  }

  /**
   * Returns the layers that an audit is run on.
   *
   * @param own those that it is about, in execution order
   */
  public List<LayerName> layers(List<LayerName> own) {
    return coverage.layers(own);
  }

  /** Says in a line what the run covers, and what of it the tier does not decide. */
  public String coverage() {
    return coverage.describe(inputs.samples());
  }

  Tier tier() {
    return coverage.tier();
  }

  /** Tells whether the user says into how many folds images are dealt. */
  public boolean namesFolds() {
    return reader.get(AuditParameters.FOLDS).isPresent();
  }

  /**
   * Returns by name what was chosen that the figures of the run rest on.
   *
   * @param folds into how many folds images are dealt
   */
  public Map<String, String> facts(int folds) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("tier", coverage.tier().label());
    facts.put("seed", Long.toString(inputs.seed()));
    facts.put("split", inputs.split().name().toLowerCase(Locale.ROOT));
    facts.put("folds", Integer.toString(folds));
    facts.put("noise", inputs.noise().kind().name().toLowerCase(Locale.ROOT));
    facts.put("probe", runOptions.probe().kind().label());
    facts.put("control", hasControl ? "random" : "none");
    return facts;
  }

  /** Returns what the networks are run on; a run may choose folds where the user names none. */
  public Inputs inputs() {
    return inputs;
  }

  /** Returns how measuring is carried out. */
  public RunOptions runOptions() {
    return runOptions;
  }

  /** Returns where measuring is done, and where what it comes to is kept. */
  public WorkOptions work() {
    return work;
  }

  /** Returns how people are shown how far the run is. */
  public ProgressStyle progress() {
    return progress;
  }

  /** Returns what metrics are held against. */
  public GateSettings gate() {
    return gate;
  }

  /** Returns which changes a run should be able to find, by metric. */
  public Map<String, Double> wantedChanges() {
    return wantedChanges;
  }

  /** Returns the folder of the reports, which a run has to itself. */
  public Path report() {
    return report;
  }

  /** Returns the folder that every run leaves its baselines in. */
  public Path baselineReport() {
    return report.resolve("baseline");
  }

  /** Returns where raw representations are written to, if they are. */
  public Optional<Dump> dump() {
    return dump;
  }

  /** Returns what the explorer shows, of all checkpoints together. */
  public Explorer explorer() {
    return explorer;
  }

  /** Tells whether the run only says what it would do. */
  public boolean dryRun() {
    return dryRun;
  }

  /** Returns the folder that inputs are to be written to, in a run that audits nothing. */
  public Optional<Path> encode() {
    return encode;
  }

  /** Returns why the run judges no leaf, for people; empty if it judges them. */
  public Optional<String> passesOver() {
    if (dryRun) {
      return Optional.of("dry run: nothing is measured");
    }
    if (gate.suggestion().isPresent()) {
      return Optional.of("bounds are suggested only: nothing is measured");
    }
    return encode
        .map(folder -> "encoded only: nothing is measured")
        .or(
            () ->
                work.shard()
                    .map(shard -> "part " + shard + ": measured only, and judged where all are"));
  }
}
