package dev.plumbline.cli.run;

import dev.plumbline.engine.ModelAuditTestEngine;
import dev.plumbline.engine.plan.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs audits in this process, with the same engine and reports as Maven does. */
public final class AuditLaunch {

  /** The parameters by which reports know how to say the command of a run. */
  private static final String PROGRAM = "plumbline.program";

  private static final String PROGRAM_SETS = "plumbline.program.sets";

  private final AuditSelection selection;
  private final String program;
  private final Set<String> sets;

  /**
   * Makes a launch.
   *
   * @param selection which audits are run
   * @param program the command that runs them, without the options of parameters
   * @param sets the parameters that this command sets itself
   */
  public AuditLaunch(AuditSelection selection, String program, Set<String> sets) {
    this.selection = selection;
    this.program = program;
    this.sets = Set.copyOf(sets);
  }

  /**
   * Runs the audits and reports.
   *
   * @param parameters the parameters of the run
   * @return what it came to. It is done only if both the run and its report say so
   */
  public ExitCode run(Map<String, String> parameters) {
    return run(parameters, summary -> {});
  }

  /**
   * Runs the audits and reports.
   *
   * @param parameters the parameters of the run
   * @param reader is given the report's summary, if there is one, unless the run was refused
   * @return as {@link #run(Map)}
   */
  public ExitCode run(Map<String, String> parameters, Consumer<ReportSummary> reader) {
    HeardRun heard = launch(parameters, true);
    RunPurpose purpose = RunPurpose.of(heard.parameters());
    ExitCode code = heard.exitCode(purpose);
    if (purpose == RunPurpose.OTHER) {
      return code;
    }
    Optional<ReportSummary> summary = ReportSummary.read(ReportSummary.folder(heard.parameters()));
    if (code != ExitCode.MISUSED) { // else the summary may be that of a run before
      summary.ifPresent(reader);
    }
    return code == ExitCode.DONE
        ? summary.map(read -> read.exitCode(purpose)).orElse(ExitCode.BROKEN)
        : code;
  }

  /**
   * Runs the audits, and reports nothing: what the engine itself writes is all that is left.
   *
   * @param parameters the parameters of the run
   */
  public ExitCode runUnreported(Map<String, String> parameters) {
    HeardRun heard = launch(parameters, false);
    return heard.exitCode(RunPurpose.of(heard.parameters()));
  }

  private HeardRun launch(Map<String, String> parameters, boolean isReported) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ClassLoader loader = selection.loader(before);
    thread.setContextClassLoader(loader);
    try {
      HeardRun heard = new HeardRun();
      LauncherConfig config =
          LauncherConfig.builder()
              .enableTestExecutionListenerAutoRegistration(isReported)
              .addTestExecutionListeners(heard)
              .build();
      LauncherFactory.create(config).execute(request(parameters, loader));
      return heard;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private LauncherDiscoveryRequest request(Map<String, String> parameters, ClassLoader loader) {
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selection.selectors(loader))
            .filters(EngineFilter.includeEngines(ModelAuditTestEngine.ID))
            .configurationParameters(parameters)
            .configurationParameter(PROGRAM, program)
            .configurationParameter(PROGRAM_SETS, String.join(",", sets));
    if (!selection.tags().isBlank()) {
      request.filters(tagged(selection.tags()));
    }
    return request.build();
  }

  private static PostDiscoveryFilter tagged(String expression) {
    try {
      return TagFilter.includeTags(List.of(expression));
    } catch (JUnitException e) {
      throw new UserError("--tags: " + e.getMessage() + ".", e);
    }
  }
}
