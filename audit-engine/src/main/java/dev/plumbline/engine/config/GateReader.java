package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Fidelity;
import dev.plumbline.engine.judge.BaselineBounds;
import dev.plumbline.engine.judge.Inconclusive;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what the metrics of a run are held against. */
final class GateReader {

  private final ParameterReader reader;
  private final List<CheckpointSpec> checkpoints;
  private final Path recordedInReport;

  /**
   * Makes a reader.
   *
   * @param reader reads parameters
   * @param checkpoints the run's checkpoints
   * @param recordedInReport the folder that every run records its baselines in
   */
  GateReader(ParameterReader reader, List<CheckpointSpec> checkpoints, Path recordedInReport) {
    this.reader = reader;
    this.checkpoints = checkpoints;
    this.recordedInReport = recordedInReport;
  }

  GateSettings read() {
    Optional<SuggestionSettings> suggestion = readSuggestion();
    Optional<BaselineSettings> baseline =
        suggestion.isPresent() ? Optional.empty() : readBaseline();
    return new GateSettings(
        reader.file(AuditParameters.BOUNDS),
        reader.read(AuditParameters.ERROR_RATE, ParameterValues::rate).orElse(0.01),
        reader.read(AuditParameters.DECIDED_SHARE, ParameterValues::share).orElse(0.5),
        reader
            .read(
                AuditParameters.INCONCLUSIVE,
                text -> ParameterValues.oneOf(text, "abort", "fail", "pass"))
            .map(text -> Inconclusive.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(Inconclusive.ABORT),
        baseline,
        readFrozen(),
        readEarly(),
        suggestion,
        suggestion.isPresent() ? Optional.empty() : readFidelity(baseline),
        reader.get(AuditParameters.FIDELITY).isPresent());
  }

  private Optional<Fidelity> readFidelity(Optional<BaselineSettings> baseline) {
    boolean isPossible =
        reader.get(AuditParameters.PARENT).isPresent()
            || baseline.filter(given -> given.mode() != BaselineSettings.Mode.OFF).isPresent();
    Optional<String> given =
        reader.read(
            AuditParameters.FIDELITY,
            text -> ParameterValues.oneOf(text, "export", "revision", "fine-tune", "off"));
    Optional<Fidelity> asked =
        Stream.of(Fidelity.values())
            .filter(mode -> mode.label().equals(given.orElse(Fidelity.REVISION.label())))
            .findFirst();
    if (given.isPresent() && asked.isPresent() && !isPossible) {
      reader.problem(
          String.format(
              "%s=%s: say what checkpoints have to be faithful to, with -D%s=<name of a checkpoint of"
                  + " the run> or -D%s=<folder>",
              AuditParameters.FIDELITY,
              given.get(),
              AuditParameters.PARENT,
              AuditParameters.BASELINE));
    }
    return isPossible ? asked : Optional.empty();
  }

  /**
   * A run that decides early has measured different leaves on different numbers of images. So
   * parameters that need all leaves on all images are refused together with it.
   */
  private boolean readEarly() {
    boolean isEarly = reader.read(AuditParameters.EARLY, ParameterValues::bool).orElse(false);
    if (!isEarly) {
      return false;
    }
    refuseWithEarly(AuditParameters.BASELINE, "off", "a baseline is compared on all images");
    refuseWithEarly(AuditParameters.FROZEN, "", "frozen violations are of all images");
    refuseWithEarly(AuditParameters.CONTROL, "none", "a control is compared on all images");
    refuseWithEarly(AuditParameters.PARENT, "", "a parent is compared on all images");
    refuseWithEarly(AuditParameters.FOLDS, "1", "every fold trains on the images of all others");
    refuseWithEarly(
        AuditParameters.SPLIT, "hash", "scenes have to come in an order drawn at random");
    refuseWithEarly(AuditParameters.DUMP, "", "it writes all images");
    return true;
  }

  private void refuseWithEarly(String parameter, String harmless, String reason) {
    boolean isOff =
        parameter.equals(AuditParameters.BASELINE)
            && reader.get(AuditParameters.BASELINE_MODE).filter(harmless::equals).isPresent();
    if (!isOff && reader.get(parameter).filter(value -> !value.equals(harmless)).isPresent()) {
      reader.problem(
          String.format(
              "%s=true does not go with %s: %s; leave out one of the two",
              AuditParameters.EARLY, parameter, reason));
    }
  }

  /**
   * A run that suggests bounds audits nothing. A parameter that asks for something of audits would
   * be passed over in silence, so it is refused.
   */
  private Optional<SuggestionSettings> readSuggestion() {
    Optional<Path> file = reader.get(AuditParameters.SUGGEST).map(reader::resolve);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> folder = reader.get(AuditParameters.BASELINE).map(reader::resolve);
    if (folder.isEmpty()) {
      reader.problem(
          AuditParameters.SUGGEST
              + " needs the folder of the baselines that bounds are to follow from: give -D"
              + AuditParameters.BASELINE);
    }
    for (String other :
        List.of(
            AuditParameters.BOUNDS,
            AuditParameters.BASELINE_MODE,
            AuditParameters.FROZEN,
            AuditParameters.ENCODE)) {
      if (reader.get(other).isPresent()) {
        reader.problem(
            AuditParameters.SUGGEST
                + " audits nothing, so "
                + other
                + " would not be asked: suggest in a run of its own");
      }
    }
    return folder.map(given -> new SuggestionSettings(given, file.get()));
  }

  private Optional<FrozenSettings> readFrozen() {
    boolean isRecording =
        reader
            .read(
                AuditParameters.FROZEN_MODE, text -> ParameterValues.oneOf(text, "check", "record"))
            .filter("record"::equals)
            .isPresent();
    Optional<Path> file = reader.get(AuditParameters.FROZEN).map(reader::resolve);
    if (file.isEmpty() && isRecording) {
      reader.problem(
          AuditParameters.FROZEN_MODE
              + "=record: say where to, with -D"
              + AuditParameters.FROZEN
              + "=<file>.csv");
    }
    file.filter(Files::isDirectory)
        .ifPresent(
            folder ->
                reader.problem(
                    ParameterReader.bad(
                        AuditParameters.FROZEN, folder.toString(), "expected a file")));
    return file.map(given -> new FrozenSettings(given, isRecording));
  }

  private Optional<BaselineSettings> readBaseline() {
    BaselineSettings.Mode mode =
        reader
            .read(
                AuditParameters.BASELINE_MODE,
                text -> ParameterValues.oneOf(text, "check", "record", "off"))
            .map(text -> BaselineSettings.Mode.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(BaselineSettings.Mode.CHECK);
    Optional<BaselineSettings> settings =
        reader
            .get(AuditParameters.BASELINE)
            .map(text -> new BaselineSettings(reader.resolve(text), mode));
    if (settings.isEmpty() && mode == BaselineSettings.Mode.RECORD) {
      reader.problem(
          AuditParameters.BASELINE_MODE
              + "=record: say where to, with -D"
              + AuditParameters.BASELINE
              + "=<folder>");
    }
    settings.filter(given -> mode != BaselineSettings.Mode.OFF).ifPresent(this::inspect);
    return settings;
  }

  private void inspect(BaselineSettings settings) {
    String given = settings.location().toString();
    boolean isRecording = settings.mode() == BaselineSettings.Mode.RECORD;
    if (settings.location().startsWith(recordedInReport)) {
      reader.problem(
          ParameterReader.bad(
              AuditParameters.BASELINE,
              given,
              "every run replaces what is there; copy it to a place of its own"));
    }
    if (isRecording && settings.isFile() && checkpoints.size() > 1) {
      reader.problem(
          ParameterReader.bad(
              AuditParameters.BASELINE,
              given,
              "expected a folder, since the run has " + checkpoints.size() + " checkpoints"));
    }
    if (checkpoints.stream().anyMatch(spec -> spec.name().equals(BaselineBounds.REFERENCE))) {
      reader.problem(
          AuditParameters.CHECKPOINT
              + ": with "
              + AuditParameters.BASELINE
              + " no checkpoint may be called '"
              + BaselineBounds.REFERENCE
              + "', which bounds call the recorded one; give another name");
    }
  }
}
