package dev.plumbline.reports.results;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.reports.writing.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The command that runs the same audits again.
 *
 * @param program what it begins with, before its options
 * @param text the command, for a shell as Linux and macOS have it
 * @param folder the folder to run it in, which relative paths start at; empty if it is not known
 * @param measuring those of its options that say what is measured and how, checkpoints left out
 * @param baselines where baselines are, or would be
 */
public record RunCommand(
    String program, String text, String folder, List<String> measuring, String baselines) {

  /** Copies the options. */
  public RunCommand {
    measuring = List.copyOf(measuring);
  }

  /**
   * What records a baseline to hold checkpoints against.
   *
   * @param text the command, with {@value #TRUSTED} in the place of a checkpoint that is trusted
   * @param option what is given from then on
   */
  public record Recording(String text, String option) {

    static final String TRUSTED = "PATH";

    /** Says what the command is for. */
    public String sentence() {
      return "To have something to compare with, record a baseline of the checkpoint that it is to"
          + " be held against ("
          + TRUSTED
          + "), and from then on run with "
          + option
          + ":";
    }
  }

  /** Where a baseline is recorded, unless the run says where. */
  private static final String FOLDER = "baselines";

  /** What a run that records a baseline does not take over: what it holds checkpoints against. */
  private static final Set<String> NOT_RECORDED =
      Set.of(
          AuditParameters.CHECKPOINT,
          AuditParameters.BASELINE,
          AuditParameters.BASELINE_MODE,
          AuditParameters.BOUNDS,
          AuditParameters.FROZEN,
          AuditParameters.FROZEN_MODE,
          AuditParameters.PARENT,
          AuditParameters.INPUTS_FROM,
          AuditParameters.EARLY,
          AuditParameters.INCONCLUSIVE,
          AuditParameters.DECIDED_SHARE,
          AuditParameters.SUGGEST,
          AuditParameters.ENCODE);

  /** Names the command that began the run, where that was not Maven. Its options are long ones. */
  private static final String PROGRAM = "plumbline.program";

  /** Names, in commas, the parameters that this command sets itself. */
  private static final String PROGRAM_SETS = "plumbline.program.sets";

  private static final Pattern PASSWORD = Pattern.compile("(://)[^/\\s@,]++@");
  private static final Pattern QUERY = Pattern.compile("(://[^\\s?#,]++\\?)[^\\s#,]++");

  private static final String RECORD = "plumbline record ";

  private static final String MAVEN = "mvn verify";

  /** Where results go changes nothing in them. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          AuditParameters.BASE_DIR,
          AuditParameters.REPORT_DIR,
          AuditParameters.DUMP,
          AuditParameters.DUMP_LIMIT,
          AuditParameters.PROGRESS,
          AuditParameters.DRY_RUN);

  /** Makes the command of a run's parameters. */
  public static RunCommand of(ConfigurationParameters parameters) {
    String program = withoutSecrets(parameters.get(PROGRAM).orElse(MAVEN));
    List<String> sets = List.of(parameters.get(PROGRAM_SETS).orElse("").split(",", -1));
    List<String> words = new ArrayList<>(List.of(program));
    List<String> measuring = new ArrayList<>();
    for (String name : AuditParameters.names()) {
      Optional<String> option = parameters.get(name).map(value -> option(program, name, value));
      if (!LEFT_OUT.contains(name)) {
        option.filter(given -> !sets.contains(name)).ifPresent(words::add);
        option.filter(given -> !NOT_RECORDED.contains(name)).ifPresent(measuring::add);
      }
    }
    return new RunCommand(
        program,
        String.join(" ", words),
        parameters.get(AuditParameters.BASE_DIR).orElse(""),
        measuring,
        parameters.get(AuditParameters.BASELINE).filter(path -> !path.isBlank()).orElse(FOLDER));
  }

  /**
   * Returns the command that records what checkpoints are to be held against. A baseline is found
   * by its checkpoint's name, so a checkpoint that is trusted takes each one's.
   *
   * @param checkpoints the names of the checkpoints
   */
  Recording recording(List<String> checkpoints) {
    String named =
        option(
            program,
            AuditParameters.CHECKPOINT,
            checkpoints.stream()
                .map(name -> name + "=" + Recording.TRUSTED)
                .collect(Collectors.joining(",")));
    List<String> words = new ArrayList<>();
    if (program.equals(MAVEN)) {
      words.add(MAVEN);
      words.add(named);
      words.add(option(program, AuditParameters.BASELINE, baselines));
      words.add(option(program, AuditParameters.BASELINE_MODE, "record"));
    } else {
      words.add(RECORD + quoted(baselines));
      words.add(named);
    }
    words.addAll(measuring);
    return new Recording(
        String.join(" ", words), option(program, AuditParameters.BASELINE, baselines));
  }

  private static String option(String program, String name, String value) {
    String option =
        program.equals(MAVEN)
            ? "-D" + name
            : "--" + name.substring(AuditParameters.PREFIX.length()).replace('.', '-');
    return quoted(option + "=" + withoutSecrets(value));
  }

  /** What URLs have of passwords and queries, which may be signatures, is nobody's to read. */
  private static String withoutSecrets(String value) {
    return QUERY.matcher(PASSWORD.matcher(value).replaceAll("$1…@")).replaceAll("$1…");
  }

  private static String quoted(String word) {
    String plain = Texts.oneLine(word);
    return plain.matches("[A-Za-z0-9_./:=,@%+-]+")
        ? plain
        : "'" + plain.replace("'", "'\\''") + "'";
  }
}
