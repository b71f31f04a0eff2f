package dev.plumbline.reports.allure;

import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.reports.pages.DecisionModel;
import dev.plumbline.reports.pages.DecisionPage;
import dev.plumbline.reports.pages.ProfileChoice;
import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.results.LeafLinks;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunCommand;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.trends.MetricTrend;
import dev.plumbline.reports.writing.ReportFolder;
import dev.plumbline.reports.writing.Template;
import dev.plumbline.reports.writing.Texts;
import io.qameta.allure.ConfigurationBuilder;
import io.qameta.allure.Extension;
import io.qameta.allure.ReportGenerator;
import io.qameta.allure.allure1.Allure1Plugin;
import io.qameta.allure.allure2.Allure2Plugin;
import io.qameta.allure.category.CategoriesPlugin;
import io.qameta.allure.category.CategoriesTrendPlugin;
import io.qameta.allure.context.FreemarkerContext;
import io.qameta.allure.context.JacksonContext;
import io.qameta.allure.context.MarkdownContext;
import io.qameta.allure.context.RandomUidContext;
import io.qameta.allure.core.AttachmentsPlugin;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.MarkdownDescriptionsPlugin;
import io.qameta.allure.core.Plugin;
import io.qameta.allure.core.TestsResultsPlugin;
import io.qameta.allure.duration.DurationPlugin;
import io.qameta.allure.duration.DurationTrendPlugin;
import io.qameta.allure.environment.Allure1EnvironmentPlugin;
import io.qameta.allure.executor.ExecutorPlugin;
import io.qameta.allure.history.HistoryPlugin;
import io.qameta.allure.history.HistoryTrendPlugin;
import io.qameta.allure.launch.LaunchPlugin;
import io.qameta.allure.retry.RetryPlugin;
import io.qameta.allure.retry.RetryTrendPlugin;
import io.qameta.allure.severity.SeverityPlugin;
import io.qameta.allure.status.StatusChartPlugin;
import io.qameta.allure.suites.SuitesPlugin;
import io.qameta.allure.summary.SummaryPlugin;
import io.qameta.allure.tags.TagsPlugin;
import io.qameta.allure.timeline.TimelinePlugin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code index.html}: Allure's report of the results as one file that opens from disk. Generated at
 * the end, from the results on disk.
 */
public final class HtmlReport implements Report {

  /** Enough for a profile. */
  private static final long LARGEST_PICTURE = 1_000_000;

  private final ReportFolder folder;
  private final Gallery gallery;
  private final RunCommand command;
  private final LeafLinks links;

  /**
   * Makes the report.
   *
   * @param folder where the results are and the report goes
   * @param gallery the pictures; read at the end
   * @param command how to run the same again
   * @param links told where each leaf is shown
   */
  public HtmlReport(ReportFolder folder, Gallery gallery, RunCommand command, LeafLinks links) {
    this.links = links;
    this.folder = folder;
    this.gallery = gallery;
    this.command = command;
  }

  @Override
  public String name() {
    return folder.html().toString();
  }

  @Override
  public Optional<Path> verdict() {
    return Optional.of(folder.html());
  }

  @Override
  public void end(RunResults run) throws IOException {
    Path work = folder.htmlWork();
    ReportFolder.remove(work);
    Files.createDirectories(work);
    try {
      ShownResults shown = ShownResults.of(run, folder, work, ShownResults.MOST);
      LeafUids uids = new LeafUids();
      MetricTrend trend = MetricTrend.of(run, AllureRunFiles.name(folder), folder.carriedHistory());
      List<Plugin> plugins =
          List.of(
              PhenomenaView.in(work),
              VerdictWidget.in(
                  work, new Template(HtmlReport.class, "widget.ftlh").fill(widget(run, shown))),
              MetricTrendWidget.in(work, trend));
      Path generated = work.resolve("index.html");
      Path history = Files.createDirectories(work.resolve("history"));
      new ReportGenerator(configuration(plugins, history, uids))
          .generateSingleFile(work, List.of(shown.folder()));
      String html = Files.readString(generated, StandardCharsets.UTF_8);
      trend.keep(history);
      keep(history);
      AtomicFile.write(folder.html(), OutsideRequests.removeFrom(html));
      links.set(uids.links(run.leaves()));
    } finally {
      ReportFolder.remove(work);
    }
  }

  private Map<String, Object> widget(RunResults run, ShownResults shown) throws IOException {
    Map<String, Object> widget = DecisionModel.of(run, command);
    if (shown.leaves() < run.leaves().size()) {
      widget.put("shown", shown.leaves());
    }
    Optional<Gallery.Picture> profile = ProfileChoice.first(run, gallery.profiles());
    if (profile.isPresent() && Files.size(profile.get().svg()) <= LARGEST_PICTURE) {
      byte[] svg = Files.readAllBytes(profile.get().svg());
      widget.put("picture", "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg));
      widget.put("pictureTitle", Texts.oneLine(profile.get().title()));
    }
    return widget;
  }

  /** Keeps the history for the next run, each of its files whole. */
  private void keep(Path history) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(history)) {
      for (Path file : files) {
        AtomicFile.write(
            folder.keptHistory().resolve(file.getFileName().toString()), Files.readAllBytes(file));
      }
    }
  }

  /**
   * Allure's own plugins, but for those that tell others of the report (its analytics client, links
   * to a local IDE) or export it (mail, metrics).
   */
  private static Configuration configuration(List<Plugin> plugins, Path history, LeafUids uids) {
    List<Extension> extensions =
        List.of(
            new JacksonContext(),
            new MarkdownContext(),
            new FreemarkerContext(),
            new RandomUidContext(),
            new MarkdownDescriptionsPlugin(),
            new TagsPlugin(),
            new RetryPlugin(),
            new KeptHistory<>(new RetryTrendPlugin(), history),
            new SeverityPlugin(),
            new KeptHistory<>(new HistoryPlugin(), history),
            new KeptHistory<>(new HistoryTrendPlugin(), history),
            new CategoriesPlugin(),
            new CategoriesByMetric(),
            new KeptHistory<>(new CategoriesTrendPlugin(), history),
            new DurationPlugin(),
            new KeptHistory<>(new DurationTrendPlugin(), history),
            new StatusChartPlugin(),
            new TimelinePlugin(),
            new SuitesPlugin(),
            new SuitesWithBlocks(),
            uids,
            new TestsResultsPlugin(),
            new AttachmentsPlugin(),
            new SummaryPlugin(),
            new ExecutorPlugin(),
            new LaunchPlugin(),
            // The format of version 1 is where the environment comes from to this day.
            new Allure1Plugin(),
            new Allure1EnvironmentPlugin(),
            new Allure2Plugin());
    return ConfigurationBuilder.empty()
        .withExtensions(extensions)
        .withPlugins(plugins)
        .withReportName(DecisionPage.TITLE)
        .withReportLanguage("en")
        .build();
  }
}
