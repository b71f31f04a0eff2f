package dev.plumbline.reports.results;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.reports.writing.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The command that runs the same audits again.
 *
 * @param text the command, for a shell as Linux and macOS have it
 * @param folder the folder to run it in, which relative paths start at; empty if it is not known
 */
public record RunCommand(String text, String folder) {

  /** Where results go changes nothing in them. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          AuditParameters.BASE_DIR,
          AuditParameters.REPORT_DIR,
          AuditParameters.DUMP,
          AuditParameters.DUMP_LIMIT,
          AuditParameters.DRY_RUN);

  /** Makes the command of a run's parameters. */
  public static RunCommand of(ConfigurationParameters parameters) {
    List<String> words = new ArrayList<>(List.of("mvn", "verify"));
    for (String name : AuditParameters.names()) {
      if (!LEFT_OUT.contains(name)) {
        parameters.get(name).ifPresent(value -> words.add(quoted("-D" + name + "=" + value)));
      }
    }
    return new RunCommand(
        String.join(" ", words), parameters.get(AuditParameters.BASE_DIR).orElse(""));
  }

  private static String quoted(String word) {
    String plain = Texts.oneLine(word);
    return plain.matches("[A-Za-z0-9_./:=,@%+-]+")
        ? plain
        : "'" + plain.replace("'", "'\\''") + "'";
  }
}
