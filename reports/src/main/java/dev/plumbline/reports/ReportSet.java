package dev.plumbline.reports;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.PublishedProfile;
import dev.plumbline.reports.allure.AllureResults;
import dev.plumbline.reports.allure.HtmlReport;
import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.explorer.ExplorerReport;
import dev.plumbline.reports.pages.DecisionPage;
import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.pictures.Pictures;
import dev.plumbline.reports.results.LeafLinks;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunCommand;
import dev.plumbline.reports.summaries.ConsoleSummary;
import dev.plumbline.reports.summaries.JunitXml;
import dev.plumbline.reports.summaries.SummaryJson;
import dev.plumbline.reports.summaries.SummaryMarkdown;
import dev.plumbline.reports.tables.MetricsCsv;
import dev.plumbline.reports.tables.PublishedCsv;
import dev.plumbline.reports.tables.ScenesCsv;
import dev.plumbline.reports.writing.ReportFolder;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * Which reports there are, and in which order they are told and written: one comes after those that
 * it shows or tells of. A new report is a class of its own and a line here.
 */
final class ReportSet {

  private ReportSet() {}

  /**
   * Makes the reports of a run that are files.
   *
   * @param setting what they are made with; none where files are to be written
   * @param published takes what there is to say of published profiles, when the reports end
   */
  static List<Report> of(ReportSetting setting, List<String> published) {
    List<Report> reports = new ArrayList<>();
    setting.folder().ifPresent(folder -> addFiles(reports, setting, folder, published));
    return reports;
  }

  /** Makes the summary for people, which comes when all else is written. */
  static ConsoleSummary console(ReportSetting setting, List<String> published) {
    return new ConsoleSummary(
        setting.out(),
        RunCommand.of(setting.parameters()),
        setting.folder(),
        RunPurpose.otherThanAuditing(setting.parameters()),
        published);
  }

  /**
   * Makes the reports of a run that was refused before it began: those that say of a run what it
   * came to. The platform has said on the console why it was refused.
   */
  static List<Report> ofRefused(ReportSetting setting) {
    ReportFolder folder = setting.folder().orElseThrow();
    RunCommand command = RunCommand.of(setting.parameters());
    return List.of(
        new DecisionPage(folder, new Gallery(), command, new LeafLinks(), new ExplorerLinks()),
        new JunitXml(folder.junitXml()),
        new SummaryMarkdown(folder.summaryMarkdown(), command),
        new SummaryJson(folder.summaryJson(), command));
  }

  private static void addFiles(
      List<Report> reports, ReportSetting setting, ReportFolder folder, List<String> published) {
    List<PublishedProfile> profiles = profiles(setting.parameters());
    RunCommand command = RunCommand.of(setting.parameters());
    Gallery gallery = new Gallery();
    reports.add(new MetricsCsv(folder.metrics()));
    reports.add(new ScenesCsv(folder.scenes(), folder.earlierScenes()));
    if (!profiles.isEmpty()) {
      reports.add(new PublishedCsv(folder.published(), profiles, published));
    }
    reports.add(new Pictures(folder.pictures(), profiles, gallery));
    if (!setting.completes()) { // such a run measures the layers of its own leaves only
      reports.add(new ExplorerReport(folder.explorer(), setting.explorer()));
    }
    reports.add(new AllureResults(folder, gallery, setting.environment(), setting.explorer()));
    LeafLinks leaves = new LeafLinks();
    reports.add(new HtmlReport(folder, gallery, command, leaves));
    reports.add(new DecisionPage(folder, gallery, command, leaves, setting.explorer()));
    reports.add(new JunitXml(folder.junitXml()));
    reports.add(new SummaryMarkdown(folder.summaryMarkdown(), command));
    // The last: where it is, all others are.
    reports.add(new SummaryJson(folder.summaryJson(), command));
  }

  private static List<PublishedProfile> profiles(ConfigurationParameters parameters) {
    try {
      return parameters
          .get(AuditParameters.PUBLISHED)
          .filter(names -> !names.isBlank())
          .map(PublishedProfile::list)
          .orElse(List.of());
    } catch (IllegalArgumentException e) {
      return List.of(); // the engine says so
    }
  }
}
