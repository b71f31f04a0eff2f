package dev.plumbline.reports.explorer;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code explorer.html}: representations of a few images to look at, of all checkpoints. */
public final class ExplorerReport implements Report {

  private final Path file;
  private final ExplorerLinks links;
  private final List<Exploration> explorations = new ArrayList<>();

  /**
   * Makes the report.
   *
   * @param file where the page goes
   * @param links told what can be found there
   */
  public ExplorerReport(Path file, ExplorerLinks links) {
    this.file = file;
    this.links = links;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void explored(Exploration exploration) {
    explorations.add(exploration);
    links.add(exploration);
  }

  @Override
  public void end(RunResults run) throws IOException {
    if (!explorations.isEmpty()) {
      ExplorerPage.write(explorations, file);
      explorations.clear();
    }
  }
}
