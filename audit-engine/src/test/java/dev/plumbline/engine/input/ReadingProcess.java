package dev.plumbline.engine.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.input.files.ArrayFile;
import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.input.latents.Latents;
import dev.plumbline.engine.input.photographs.ImageFolder;
import dev.plumbline.engine.input.photographs.PictureFile;
import dev.plumbline.engine.input.photographs.PicturesAhead;
import dev.plumbline.engine.plan.UserError;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that reads what it is given, one after the other, and says what came of it.
 */
final class ReadingProcess {

  private ReadingProcess() {}

  public static void main(String[] files) {
    PrintStream said = new PrintStream(System.out, true, UTF_8);
    for (String file : files) {
      said.println(Path.of(file).getFileName() + ": " + outcome(Path.of(file)));
    }
  }

  private static String outcome(Path file) {
    try {
      String name = file.toString();
      if (Files.isDirectory(file)) {
        return pictures(file);
      } else if (name.endsWith(".json")) {
        return "read " + JsonFile.read(file).integer("sample_size").orElse(0);
      } else if (name.endsWith(".csv")) {
        return "read " + BaselineFile.read(file);
      }
      return "of "
          + Latents.count(file)
          + ", read "
          + ArrayFile.read(file, ArrayFile.LATENTS).array().shapeText();
    } catch (UserError e) {
      return e.getMessage();
    }
  }

  private static String pictures(Path folder) {
    List<String> said = new ArrayList<>();
    List<ImageFolder.Entry> images = ImageFolder.list(folder, said::add);
    try (PicturesAhead ahead = PicturesAhead.withinHeap(images, 16, 16)) {
      while (ahead.hasNext()) {
        PicturesAhead.Picture picture = ahead.next(images.size());
        try {
          said.add(picture.image().name() + " read " + picture.pixels().length);
        } catch (PictureFile.Unusable e) {
          said.add(picture.image().name() + " " + e.getMessage());
        }
      }
    }
    return String.join("; ", said);
  }

  /**
   * Starts the process and waits for it.
   *
   * @param folder where what it says is kept
   * @param environment variables of its own
   * @param options Java's
   * @param files what it reads: arrays, configs, baselines, folders of photographs
   * @return what it said, a line for each
   */
  static List<String> read(
      Path folder, Map<String, String> environment, List<String> options, Path... files)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-Djava.awt.headless=true", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(ReadingProcess.class.getName());
    for (Path file : files) {
      command.add(file.toString());
    }
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(said.toFile()).start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    return Files.readAllLines(said);
  }
}
