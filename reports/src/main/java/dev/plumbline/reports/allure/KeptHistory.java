package dev.plumbline.reports.allure;

import io.qameta.allure.Aggregator2;
import io.qameta.allure.Reader;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.FileSystemReportStorage;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.core.ResultsVisitor;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps what one of Allure's history plugins writes for the next report: a single-file report takes
 * it along inside and leaves nothing for the next one to read.
 *
 * @param plugin the plugin
 * @param folder where its files are kept
 */
record KeptHistory<P extends Reader & Aggregator2>(P plugin, Path folder)
    implements Reader, Aggregator2 {

  @Override
  public void readResults(Configuration configuration, ResultsVisitor visitor, Path results) {
    plugin.readResults(configuration, visitor, results);
  }

  @Override
  public void aggregate(
      Configuration configuration, List<LaunchResults> launches, ReportStorage storage) {
    plugin.aggregate(
        configuration, launches, new Copying(storage, new FileSystemReportStorage(folder)));
  }

  /** Writes everything to the report, and what belongs to the history to the kept files as well. */
  private record Copying(ReportStorage report, ReportStorage kept) implements ReportStorage {

    private static final String HISTORY = "history/";

    @Override
    public void addDataJson(String name, Object data) {
      report.addDataJson(name, data);
      if (name.startsWith(HISTORY)) {
        kept.addDataJson(name.substring(HISTORY.length()), data);
      }
    }

    @Override
    public void addDataBinary(String name, byte[] data) {
      report.addDataBinary(name, data);
    }

    @Override
    public void addDataFile(String name, Path file) {
      report.addDataFile(name, file);
    }
  }
}
