package dev.plumbline.fetch.transfer;

import dev.plumbline.fetch.plain.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * What the content of a file is said to be.
 *
 * @param expected the hashes, in hexadecimal digits
 */
public record Checks(Map<Kind, String> expected) {

  /** Nothing is said. */
  public static final Checks NONE = new Checks(Map.of());

  private static final int BLOCK = 1 << 16;

  /** A hash. */
  public enum Kind {
    /** SHA-256 of the bytes. */
    SHA256("SHA-256"),
    /** SHA-1 of the bytes behind a header, as git names them. */
    GIT("git's SHA-1"),
    /** MD5 of the bytes. */
    MD5("MD5"),
    /** CRC-32 of the bytes. */
    CRC32("CRC-32"),
    /** CRC-32C of the bytes. */
    CRC32C("CRC-32C"),
    /** CRC-64/NVME of the bytes. */
    CRC64NVME("CRC-64/NVME");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }
  }

  /** Copies the map. */
  public Checks {
    expected = Map.copyOf(expected);
  }

  /** Returns one hash. */
  public static Checks of(Kind kind, String hex) {
    return new Checks(Map.of(kind, hex));
  }

  /** Returns these with others; where both have one of a kind, both are kept only if equal. */
  Checks and(Checks others) throws ContradictionException {
    Map<Kind, String> all = new EnumMap<>(Kind.class);
    all.putAll(expected);
    for (Map.Entry<Kind, String> other : others.expected.entrySet()) {
      String before = all.put(other.getKey(), other.getValue());
      if (before != null && !before.equals(other.getValue())) {
        throw new ContradictionException(
            other.getKey().shown + " is said to be " + before + " and " + other.getValue());
      }
    }
    return new Checks(all);
  }

  /** What is said of a content contradicts itself. */
  static final class ContradictionException extends Exception {
    private static final long serialVersionUID = 1L;

    ContradictionException(String message) {
      super(message);
    }
  }

  /** Returns the SHA-256, if it is said. */
  public Optional<String> sha256() {
    return Optional.ofNullable(expected.get(Kind.SHA256));
  }

  /**
   * What a file came to.
   *
   * @param sha256 its SHA-256
   * @param difference in what it is not what was said; empty if it is
   */
  record Found(String sha256, Optional<String> difference) {}

  /** Reads a file and holds it against what was said. */
  Found of(Path file) throws IOException {
    long size = Files.size(file);
    MessageDigest sha256 = Hex.digest("SHA-256");
    Map<Kind, MessageDigest> digests = new EnumMap<>(Kind.class);
    Map<Kind, Checksum> sums = new EnumMap<>(Kind.class);
    for (Kind kind : expected.keySet()) {
      switch (kind) {
        case SHA256 -> digests.put(kind, sha256);
        case GIT -> digests.put(kind, git(size));
        case MD5 -> digests.put(kind, Hex.digest("MD5"));
        case CRC32 -> sums.put(kind, new CRC32());
        case CRC32C -> sums.put(kind, new CRC32C());
        case CRC64NVME -> sums.put(kind, new Crc64Nvme());
      }
    }
    digests.put(Kind.SHA256, sha256);
    byte[] block = new byte[BLOCK];
    try (InputStream stream = Files.newInputStream(file)) {
      for (int read = stream.read(block); read >= 0; read = stream.read(block)) {
        int length = read;
        digests.values().forEach(digest -> digest.update(block, 0, length));
        sums.values().forEach(sum -> sum.update(block, 0, length));
      }
    }
    Map<Kind, String> found = new EnumMap<>(Kind.class);
    digests.forEach((kind, digest) -> found.put(kind, Hex.of(digest.digest())));
    sums.forEach(
        (kind, sum) ->
            found.put(
                kind, String.format(kind == Kind.CRC64NVME ? "%016x" : "%08x", sum.getValue())));
    return new Found(
        found.get(Kind.SHA256),
        expected.entrySet().stream()
            .filter(said -> !said.getValue().equals(found.get(said.getKey())))
            .sorted(Map.Entry.comparingByKey())
            .findFirst()
            .map(
                said ->
                    String.format(
                        "its %s is %s and not %s",
                        said.getKey().shown, found.get(said.getKey()), said.getValue())));
  }

  private static MessageDigest git(long size) {
    MessageDigest digest = Hex.digest("SHA-1");
    digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    return digest;
  }
}
