package dev.plumbline.engine.baseline;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.engine.plan.ByteCount;
import dev.plumbline.engine.plan.HeapRoom;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A baseline on disk: a CSV for people, and beside it what each image gave to each metric, and the
 * sketches of its layers, which are bound to it by their hashes.
 */
public final class BaselineFile {

  /** How the names of baselines end. */
  public static final String ENDING = ".csv";

  /** How the names of the files beside them end. */
  public static final String CONTRIBUTIONS_ENDING = ".contributions.jsonl.gz";

  /** How the names of the files with sketches end. */
  public static final String SKETCHES_ENDING = ".sketches.jsonl.gz";

  /** Far more than any baseline has. What unzips to more was not written here. */
  private static final int LARGEST = 1 << 29;

  /** How many bytes of memory one byte takes: as a text, as lines, and as figures. */
  private static final int MEMORY_OF_BYTE = 4;

  private static final String RECORD = "record it with -Daudit.baseline.mode=record";

  private BaselineFile() {}

  /**
   * Returns where a checkpoint's baseline is in a folder.
   *
   * @param folder the folder
   * @param checkpoint the checkpoint's name; what file systems do not take is written as {@code
   *     %XX}
   */
  public static Path in(Path folder, String checkpoint) {
    return folder.resolve(SafeNames.of(checkpoint) + ENDING);
  }

  /**
   * Returns the file that lies beside a baseline.
   *
   * @param csv the baseline, a path that ends in {@value #ENDING}
   */
  public static Path contributions(Path csv) {
    return beside(csv, CONTRIBUTIONS_ENDING);
  }

  /**
   * Returns the file with the sketches of a baseline.
   *
   * @param csv the baseline, a path that ends in {@value #ENDING}
   */
  public static Path sketches(Path csv) {
    return beside(csv, SKETCHES_ENDING);
  }

  private static Path beside(Path csv, String ending) {
    String name = csv.getFileName().toString();
    return csv.resolveSibling(name.substring(0, name.length() - ENDING.length()) + ending);
  }

  /**
   * Writes a baseline, over the one that is there: all of it or nothing, whenever the process ends.
   * The files beside the CSV are complete, under the names of parts, before the CSV is moved to its
   * place, and are moved to theirs when it is there. It names their hashes, so until then readers
   * find the new ones as parts, and before that the old ones.
   *
   * @param csv where to, a path that ends in {@value #ENDING}; its folder is made if there is none
   * @param baseline the baseline
   * @throws UserError if it cannot be written
   */
  public static void write(Path csv, Baseline baseline) {
    SortedMap<MetricKey, Contributions> contributions = new TreeMap<>();
    baseline
        .metrics()
        .forEach(
            (key, metric) ->
                metric.contributions().ifPresent(given -> contributions.put(key, given)));
    byte[] beside = ContributionsFile.text(contributions).getBytes(StandardCharsets.UTF_8);
    Optional<byte[]> sketches =
        Optional.of(baseline.sketches())
            .filter(given -> !given.isEmpty())
            .map(given -> SketchesFile.text(given).getBytes(StandardCharsets.UTF_8));
    String text = BaselineCsv.text(baseline, sha256(beside), sketches.map(BaselineFile::sha256));
    try {
      write(
          csv,
          text.getBytes(StandardCharsets.UTF_8),
          zipped(beside),
          sketches.map(BaselineFile::zipped));
    } catch (IOException e) {
      throw new UserError(
          String.format(
              "The baseline %s cannot be written (%s): name a folder that can be written to in"
                  + " -Daudit.baseline, or in -Daudit.report.dir if it is the report's.",
              csv, e),
          e);
    }
  }

  private static void write(Path csv, byte[] text, byte[] contributions, Optional<byte[]> sketches)
      throws IOException {
    settle(csv);
    Path contributionsPart = part(contributions(csv));
    Path sketchesPart = part(sketches(csv));
    try (AtomicFile table = AtomicFile.begin(csv)) {
      Files.write(contributionsPart, contributions);
      if (sketches.isPresent()) {
        Files.write(sketchesPart, sketches.get());
      }
      Files.write(table.part(), text);
      table.commit();
    } catch (IOException e) {
      Files.deleteIfExists(contributionsPart);
      Files.deleteIfExists(sketchesPart);
      throw e;
    }
    move(contributionsPart, contributions(csv));
    if (sketches.isPresent()) {
      move(sketchesPart, sketches(csv));
    } else {
      Files.deleteIfExists(sketches(csv));
    }
  }

  /** Gives files their names that a process which was killed left as parts of what is recorded. */
  private static void settle(Path csv) throws IOException {
    if (!Files.exists(part(contributions(csv))) && !Files.exists(part(sketches(csv)))) {
      return;
    }
    try {
      BaselineCsv table = parse(csv);
      if (isRecorded(part(contributions(csv)), table.contributionsHash())) {
        move(part(contributions(csv)), contributions(csv));
      }
      if (table.sketchesHash().isPresent()
          && isRecorded(part(sketches(csv)), table.sketchesHash().get())) {
        move(part(sketches(csv)), sketches(csv));
      }
    } catch (UserError e) {
      return; // nothing is recorded, so the parts are nobody's
    }
  }

  private static boolean isRecorded(Path file, String hash) {
    try {
      return Files.exists(file) && sha256(unzipped(file)).equals(hash);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + AtomicFile.PART);
  }

  private static void move(Path part, Path file) throws IOException {
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads a baseline with what images gave, and without sketches.
   *
   * @param csv the baseline, a path that ends in {@value #ENDING}
   * @throws UserError if there is none, if it cannot be read, or if the file beside it is not the
   *     one that was recorded with it
   */
  public static Baseline read(Path csv) {
    return read(csv, parse(csv));
  }

  private static Baseline read(Path csv, BaselineCsv table) {
    return read(
        csv, contributions(csv), table.contributionsHash(), ContributionsFile::parse, table::with);
  }

  /**
   * Reads a baseline with what images gave, and with sketches if some were recorded.
   *
   * @param csv the baseline, a path that ends in {@value #ENDING}
   * @throws UserError if there is none, if it cannot be read, or if a file beside it is not the one
   *     that was recorded with it
   */
  public static Baseline readWithSketches(Path csv) {
    BaselineCsv table = parse(csv);
    Baseline baseline = read(csv, table);
    Optional<String> hash = table.sketchesHash();
    return hash.isEmpty()
        ? baseline
        : read(csv, sketches(csv), hash.get(), SketchesFile::parse, baseline::withSketches);
  }

  /** Reads a file that lies beside a baseline, and puts it into the baseline. */
  private static <T> Baseline read(
      Path csv,
      Path beside,
      String expectedHash,
      Function<String, T> parser,
      Function<T, Baseline> whole) {
    LfsPointer.refuse(beside);
    byte[] text;
    try {
      text = unzipped(isRecorded(part(beside), expectedHash) ? part(beside) : beside);
    } catch (IOException e) {
      throw new UserError(
          String.format(
              "The file %s, which belongs to the baseline %s, cannot be read (%s): put it beside"
                  + " it again, or %s.",
              beside, csv.getFileName(), e, RECORD),
          e);
    }
    String hash = sha256(text);
    if (!hash.equals(expectedHash)) {
      throw new UserError(
          String.format(
              "The files %s and %s were not recorded together: the second has the hash %s, and the"
                  + " first names %s. Take both from one run, or %s.",
              csv, beside.getFileName(), hash, expectedHash, RECORD));
    }
    try {
      return whole.apply(parser.apply(new String(text, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          String.format(
              "The baseline %s and %s do not agree: %s. Take both from one run, or %s.",
              csv, beside.getFileName(), e.getMessage(), RECORD),
          e);
    }
  }

  private static BaselineCsv parse(Path csv) {
    LfsPointer.refuse(csv);
    try {
      HeapRoom.ofThisProcess().requireSize(csv, LARGEST, MEMORY_OF_BYTE);
      return BaselineCsv.parse(Files.readString(csv));
    } catch (IOException e) {
      throw new UserError(
          String.format("The baseline %s cannot be read (%s): %s.", csv, e, RECORD), e);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          String.format(
              "The file %s is not a baseline that can be read: %s. Restore it, or %s.",
              csv, e.getMessage(), RECORD),
          e);
    }
  }

  private static byte[] zipped(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory can always be written to", e);
    }
    return zipped.toByteArray();
  }

  private static byte[] unzipped(Path file) throws IOException {
    try (GZIPInputStream zip = new GZIPInputStream(Files.newInputStream(file))) {
      byte[] bytes = zip.readNBytes(LARGEST);
      if (zip.read() >= 0) {
        throw new IOException("it unzips to more than " + ByteCount.text(LARGEST));
      }
      return bytes;
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
