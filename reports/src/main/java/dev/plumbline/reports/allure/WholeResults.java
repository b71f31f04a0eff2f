package dev.plumbline.reports.allure;

import io.qameta.allure.AllureResultsWriteException;
import io.qameta.allure.AllureResultsWriter;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.model.TestResult;
import io.qameta.allure.model.TestResultContainer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes Allure's results so that each file is there whole or not at all: Allure's own writer
 * writes into a folder beside them, and what is complete is moved.
 */
final class WholeResults implements AllureResultsWriter {

  private final Path folder;
  private final Path work;
  private final FileSystemResultsWriter writer;

  /**
   * Makes a writer.
   *
   * @param folder where the results go
   * @param work the folder they are made in, on the same file system
   */
  WholeResults(Path folder, Path work) {
    this.folder = folder;
    this.work = work;
    this.writer = new FileSystemResultsWriter(work);
  }

  @Override
  public void write(TestResult result) {
    writer.write(result);
    move(result.getUuid() + "-result.json");
  }

  @Override
  public void write(TestResultContainer container) {
    writer.write(container);
    move(container.getUuid() + "-container.json");
  }

  @Override
  public void write(String source, InputStream attachment) {
    writer.write(source, attachment);
    move(source);
  }

  private void move(String name) {
    try {
      Files.move(work.resolve(name), folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      Files.deleteIfExists(work); // Allure's writer makes it again
    } catch (IOException e) {
      throw new AllureResultsWriteException("cannot write " + name, e);
    }
  }
}
