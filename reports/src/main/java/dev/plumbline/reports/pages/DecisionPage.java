package dev.plumbline.reports.pages;

import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.reports.explorer.ExplorerLinks;
import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.results.LeafLinks;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunCommand;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.InlineScript;
import dev.plumbline.reports.writing.ReportFolder;
import dev.plumbline.reports.writing.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * {@code decision.html}: one page to decide on. Verdict, what is outside its bound and by how much,
 * the pictures, the environment, and the command that runs the same again. It is one file that asks
 * the network for nothing; only to what would make it too large to open does it refer.
 */
public final class DecisionPage implements Report {

  /** What the pages of a run are called. */
  public static final String TITLE = "Plumbline model audits";

  private static final long ROOM_FOR_PICTURES = 6_000_000;

  private final ReportFolder folder;
  private final Gallery gallery;
  private final RunCommand command;
  private final RowLinks links;

  /**
   * Makes the page.
   *
   * @param folder where it goes
   * @param gallery the pictures; read at the end
   * @param command how to run the same again
   * @param leaves where leaves are shown; read at the end
   * @param explorer where representations are shown; read at the end
   */
  public DecisionPage(
      ReportFolder folder,
      Gallery gallery,
      RunCommand command,
      LeafLinks leaves,
      ExplorerLinks explorer) {
    this.folder = folder;
    this.gallery = gallery;
    this.command = command;
    this.links = new RowLinks(gallery, leaves, explorer);
  }

  @Override
  public String name() {
    return folder.decision().toString();
  }

  @Override
  public Optional<Path> verdict() {
    return Optional.of(folder.decision());
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public void end(RunResults run) throws IOException {
    Map<String, Object> filled = DecisionModel.of(run, command, links);
    new PagePictures(run, gallery, ROOM_FOR_PICTURES).addTo(filled);
    filled.put("leafReport", Files.exists(folder.html()));
    filled.put("explorer", Files.exists(folder.explorer()));
    InlineScript script = InlineScript.of(DecisionPage.class, "decision.js");
    filled.put("script", script.text());
    filled.put("scriptHash", script.hash());
    String page = new Template(DecisionPage.class, "decision.ftlh").fill(filled);
    AtomicFile.write(folder.decision(), page);
  }
}
