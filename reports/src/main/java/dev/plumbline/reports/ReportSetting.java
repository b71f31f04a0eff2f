package dev.plumbline.reports;

import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.writing.ReportFolder;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * What the reports of a run are made with.
 *
 * @param parameters the run's configuration
 * @param folder where files go, ready; empty if none are to be written
 * @param completes whether the run completes the one before it
 * @param explorer what leads into the explorer, also into that of the run before if it stays
 * @param environment the process's environment variables
 * @param out where the summary is printed
 */
record ReportSetting(
    ConfigurationParameters parameters,
    Optional<ReportFolder> folder,
    boolean completes,
    ExplorerLinks explorer,
    Map<String, String> environment,
    PrintStream out) {}
