package dev.plumbline.reports.allure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.reports.results.Outcome;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.ReportFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/**
 * Which leaves Allure's report shows: all of a run of ordinary size, and of a larger one those that
 * failed or are broken, then those that are undecided, then those that passed. The report is one
 * file, which a browser has to take in whole.
 *
 * @param folder where the results are that the report is made of
 * @param leaves how many leaves are shown
 */
record ShownResults(Path folder, int leaves) {

  /** A file of some 150 MB. */
  static final int MOST = 10_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESULT = "-result.json";
  private static final String ATTACHMENT = "-attachment";

  /**
   * Chooses the leaves.
   *
   * @param run all leaves
   * @param folder where their results are
   * @param work a folder to put those together in that are chosen, if not all are
   * @param most how many leaves are shown at most
   */
  static ShownResults of(RunResults run, ReportFolder folder, Path work, int most)
      throws IOException {
    if (run.leaves().size() <= most) {
      return new ShownResults(folder.allureResults(), run.leaves().size());
    }
    Set<String> leftOut = new HashSet<>();
    run.leaves().stream()
        .sorted(Comparator.comparingInt(leaf -> rank(leaf.outcome())))
        .skip(most)
        .forEach(leaf -> leftOut.add(AllureTestResults.stableId(leaf.leaf().id().toString())));
    Path chosen = Files.createDirectories(work.resolve("results"));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.allureResults())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.endsWith(RESULT)) {
          JsonNode result = JSON.readTree(file.toFile());
          if (!leftOut.contains(result.path("historyId").asText())) {
            link(file, chosen);
            for (JsonNode attachment : result.path("attachments")) {
              link(file.resolveSibling(attachment.path("source").asText()), chosen);
            }
          }
        } else if (Files.isDirectory(file)) {
          linkAll(file, Files.createDirectory(chosen.resolve(name)));
        } else if (!name.contains(ATTACHMENT)) {
          link(file, chosen);
        }
      }
    }
    return new ShownResults(chosen, most);
  }

  /** What makes the run red comes first. */
  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case FAILED, BROKEN -> 0;
      case ABORTED, SKIPPED -> 1;
      case PASSED -> 2;
    };
  }

  private static void linkAll(Path folder, Path into) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        link(file, into);
      }
    }
  }

  private static void link(Path file, Path folder) throws IOException {
    Path link = folder.resolve(file.getFileName());
    try {
      Files.createLink(link, file);
    } catch (UnsupportedOperationException | IOException e) { // not every file system has links
      Files.copy(file, link);
    }
  }
}
