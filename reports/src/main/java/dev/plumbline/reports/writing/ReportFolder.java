package dev.plumbline.reports.writing;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.files.AtomicFile;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.ConfigurationParameters;

/**
 * The folder the reports go to.
 *
 * @param root the folder, absolute
 */
public record ReportFolder(Path root) {

  /** The explorer's file name, to which other reports have links. */
  public static final String EXPLORER = "explorer.html";

  private static final String DEFAULT = "target/plumbline";

  /**
   * Finds the folder a run was asked to report to.
   *
   * @throws java.nio.file.InvalidPathException if a parameter is no path
   */
  public static ReportFolder of(ConfigurationParameters parameters) {
    Path base = Path.of(parameters.get(AuditParameters.BASE_DIR).orElse(""));
    String folder =
        parameters
            .get(AuditParameters.REPORT_DIR)
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .orElse(DEFAULT);
    return new ReportFolder(base.resolve(folder).toAbsolutePath().normalize());
  }

  /** Where Allure's report goes. */
  public Path html() {
    return root.resolve("index.html");
  }

  /** The folder in which Allure's report is made. */
  public Path htmlWork() {
    return root.resolve("index.html.work");
  }

  /** Where the page to decide on goes. */
  public Path decision() {
    return root.resolve("decision.html");
  }

  /** Where the table of all metrics goes. */
  public Path metrics() {
    return root.resolve("metrics.csv");
  }

  /** Where the table of results by scene goes. */
  public Path scenes() {
    return root.resolve("scenes.csv");
  }

  /** The folder of the pictures and their numbers. */
  public Path pictures() {
    return root.resolve("pictures");
  }

  /** Where the explorer goes. */
  public Path explorer() {
    return root.resolve(EXPLORER);
  }

  /** Where the table by scene is that a run wrote which is being completed. */
  public Path earlierScenes() {
    return root.resolve("scenes.csv.earlier");
  }

  /** Where the comparison with published profiles goes. */
  public Path published() {
    return root.resolve("published.csv");
  }

  /** Where the results for build servers go. */
  public Path junitXml() {
    return root.resolve("junit.xml");
  }

  /** Where the summary for programs goes. */
  public Path summaryJson() {
    return root.resolve("summary.json");
  }

  /** Where the summary for a pull request goes. */
  public Path summaryMarkdown() {
    return root.resolve("summary.md");
  }

  /** The folder of the baselines, which the engine writes. */
  public Path baseline() {
    return root.resolve("baseline");
  }

  /** The folder of Allure's results. */
  public Path allureResults() {
    return root.resolve("allure-results");
  }

  /** The folder in which Allure's results are made. */
  public Path allureWork() {
    return root.resolve("allure-results.work");
  }

  /** Where the history is that the results carry: what the report is generated from. */
  public Path carriedHistory() {
    return allureResults().resolve("history");
  }

  /** Where the history is kept from one report to the next. */
  public Path keptHistory() {
    return root.resolve("allure-history");
  }

  /**
   * Makes the folder ready for a new run: takes away the reports of an earlier one, so that none
   * can be mistaken for this run's, and carries its history over.
   */
  public void prepare() throws IOException {
    removeReports(false);
    remove(explorer());
    remove(baseline()); // the engine does so too, but not in a run that it refuses
    remove(allureResults());
    Files.createDirectories(carriedHistory());
    if (Files.isDirectory(keptHistory())) {
      try (Stream<Path> files = Files.list(keptHistory())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(
              file,
              carriedHistory().resolve(file.getFileName()),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /**
   * Makes the folder ready for the failures of the last run to run again: as {@link #prepare}, but
   * the two are one run in the history, what the explorer shows of the first stays, and so does its
   * {@link #earlierScenes table by scene}.
   */
  public void prepareRerun() throws IOException {
    Files.createDirectories(carriedHistory());
    boolean hasScenes = Files.isRegularFile(scenes());
    if (hasScenes) {
      Files.move(scenes(), earlierScenes(), StandardCopyOption.REPLACE_EXISTING);
    }
    removeReports(hasScenes);
    try (Stream<Path> results = Files.list(allureResults())) {
      for (Path result : results.filter(path -> !path.equals(carriedHistory())).toList()) {
        remove(result);
      }
    }
  }

  /** Removes what each run writes anew. */
  private void removeReports(boolean butEarlierScenes) throws IOException {
    if (!butEarlierScenes) {
      remove(earlierScenes());
    }
    for (Path report :
        List.of(
            // What says how a run ended goes first: a run that is killed now leaves no old verdict.
            summaryJson(),
            junitXml(),
            summaryMarkdown(),
            decision(),
            html(),
            htmlWork(),
            allureWork(),
            metrics(),
            scenes(),
            published(),
            pictures())) {
      remove(report);
      remove(report.resolveSibling(report.getFileName() + AtomicFile.PART)); // of a killed run
    }
  }

  /** Removes a file, or a folder with all that is in it, if it is there; follows no link. */
  public static void remove(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(path, new Removal());
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
