package dev.plumbline.reports;

import dev.plumbline.api.AuditParameters;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Runs fake audits with the listener under test and keeps what it prints. */
public final class Run {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final AuditReportListener listener;

  public Run() {
    this(Map.of());
  }

  /** A run in a process with these environment variables. */
  public Run(Map<String, String> environment) {
    listener =
        new AuditReportListener(
            new PrintStream(printed, true, StandardCharsets.UTF_8), environment);
  }

  /** Runs all audits and returns what is in the report folder then. */
  public Written of(FakeAudits audits, Path folder) {
    audits.run(listener, parameters(folder));
    return new Written(folder);
  }

  public AuditReportListener listener() {
    return listener;
  }

  public String console() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  public static Map<String, String> parameters(Path folder) {
    return Map.of(AuditParameters.REPORT_DIR, folder.toString());
  }
}
