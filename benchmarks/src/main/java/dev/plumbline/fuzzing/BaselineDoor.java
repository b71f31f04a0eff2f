package dev.plumbline.fuzzing;

import dev.plumbline.engine.baseline.BaselineFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Baselines with the files beside them. An input is the CSV, what images gave, and sketches, with a
 * line of dashes between them. Files beside a CSV are zipped, and named in it by their hashes: so
 * {@code {contributions}} and {@code {sketches}} stand for the hashes, since none would ever be
 * guessed, and a part that does not begin as zipped files do is zipped.
 */
final class BaselineDoor {

  /** What is between the parts of an input. */
  static final String BETWEEN = "\n----\n";

  private static final byte[] ZIPPED = {0x1f, (byte) 0x8b};
  private static final int PARTS = 3;

  private BaselineDoor() {}

  static boolean open(byte[] input, Path folder, Said said) throws IOException {
    Path csv = folder.resolve("baseline" + BaselineFile.ENDING);
    List<byte[]> parts = parts(input);
    String table = new String(parts.get(0), StandardCharsets.ISO_8859_1);
    table = put(BaselineFile.contributions(csv), parts, 1, table, "{contributions}");
    table = put(BaselineFile.sketches(csv), parts, 2, table, "{sketches}");
    Files.write(csv, table.getBytes(StandardCharsets.ISO_8859_1));
    BaselineFile.read(csv);
    BaselineFile.readWithSketches(csv);
    return true;
  }

  /** Puts a part beside the CSV, and returns the CSV with its hash. */
  private static String put(Path file, List<byte[]> parts, int part, String table, String hash)
      throws IOException {
    if (part >= parts.size()) {
      Files.deleteIfExists(file);
      return table;
    }
    byte[] bytes = parts.get(part);
    boolean isZipped = bytes.length > 1 && bytes[0] == ZIPPED[0] && bytes[1] == ZIPPED[1];
    Files.write(file, isZipped ? bytes : zipped(bytes));
    return table.replace(hash, sha256(bytes));
  }

  private static List<byte[]> parts(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    List<byte[]> parts = new ArrayList<>();
    for (String part : text.split(BETWEEN, PARTS)) {
      parts.add(part.getBytes(StandardCharsets.ISO_8859_1));
    }
    return parts;
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
