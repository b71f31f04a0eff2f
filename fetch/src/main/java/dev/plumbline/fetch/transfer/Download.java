package dev.plumbline.fetch.transfer;

import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.Sizes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * Brings a file here. What has come stays, beside what it was called, so that the next one goes on
 * there, in this process or another. Nothing that is said is believed before it is there: no more
 * comes than was said, and no less is taken for all.
 */
public final class Download {

  /** What is always left of a disk. */
  private static final long RESERVE = 256L << 20;

  /** After so many bytes, a connection that broke has not broken for nothing. */
  private static final long SOMETHING = 1L << 20;

  private static final int BLOCK = 1 << 16;
  private static final long SAY_EVERY_NANOS = 200_000_000L;

  private final RemoteFile file;
  private final Path part;
  private final Path called;
  private final Waits waits;
  private final Progress progress;
  private Checks checks;
  private String validator = "";
  private long have;
  private long said;

  /**
   * Makes a download that has not begun, or goes on with one that had.
   *
   * @param file what is fetched
   * @param part where it is written
   * @param waits how patient it is
   * @param progress told how far it is
   * @throws IOException if what is there cannot be read
   */
  public Download(RemoteFile file, Path part, Waits waits, Progress progress) throws IOException {
    this.file = file;
    this.part = part;
    this.called = part.resolveSibling(part.getFileName() + ".called");
    this.waits = waits;
    this.progress = progress;
    this.checks = file.checks();
    if (Files.exists(part) && Files.exists(called)) {
      have = Files.size(part);
      validator = Files.readString(called, StandardCharsets.UTF_8);
    }
    if (file.size().isPresent() && have > file.size().getAsLong()) {
      have = 0;
    }
  }

  /**
   * What came.
   *
   * @param sha256 its SHA-256
   * @param size how long it is
   * @param validator what it was called
   */
  public record Result(String sha256, long size, String validator) {}

  /**
   * Brings all of it here.
   *
   * @throws FetchException if it cannot be had, or is not what was said; then nothing is left of it
   */
  public Result run() throws IOException {
    boolean isResumed = have > 0;
    bring();
    Checks.Found found = checks.of(part);
    if (found.difference().isPresent() && isResumed) { // what was there was of something else
      restart();
      bring();
      found = checks.of(part);
    }
    if (found.difference().isPresent()) {
      discard();
      throw new FetchException(
          String.format(
              "%s is not what it is said to be: %s. Nothing of it was kept; try again, and if it"
                  + " stays so, ask who publishes it.",
              file.shown(), found.difference().get()));
    }
    return new Result(found.sha256(), have, validator);
  }

  private void bring() throws IOException {
    int tried = 0;
    while (!isWhole()) {
      long before = have;
      try {
        once();
        return;
      } catch (FetchException e) {
        throw e;
      } catch (IOException e) {
        tried = have - before >= SOMETHING ? 1 : tried + 1;
        waits.waitAfter(file.shown(), tried, e);
      }
    }
  }

  private boolean isWhole() {
    return have > 0 && file.size().isPresent() && file.size().getAsLong() == have;
  }

  private void once() throws IOException {
    try (Opened opened = file.source().open(have, validator)) {
      if (opened.from() != have) {
        if (opened.from() != 0) {
          throw refused("it answers with another part than was asked for");
        }
        restart();
      }
      OptionalLong size = size(opened.total());
      try {
        checks = checks.and(opened.checks());
      } catch (Checks.ContradictionException e) {
        throw refused(e.getMessage());
      }
      if (have == 0) {
        validator = opened.validator();
        Files.writeString(called, validator, StandardCharsets.UTF_8);
      }
      refuseWithoutRoom(size);
      copy(opened.body(), size);
    }
  }

  private OptionalLong size(OptionalLong total) throws IOException {
    OptionalLong expected = file.size();
    if (expected.isPresent() && total.isPresent() && !expected.equals(total)) {
      throw refused(
          String.format(
              "it has %d bytes and was said to have %d", total.getAsLong(), expected.getAsLong()));
    }
    return expected.isPresent() ? expected : total;
  }

  private FetchException refused(String why) throws IOException {
    discard();
    return new FetchException(
        file.shown() + " is not what it is said to be: " + why + ". Try again later.");
  }

  private void copy(InputStream body, OptionalLong size) throws IOException {
    byte[] block = new byte[BLOCK];
    try (FileChannel to =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      to.truncate(have);
      to.position(have);
      long windowBegan = System.nanoTime();
      long windowBytes = 0;
      long unchecked = 0;
      for (int read = body.read(block); read >= 0; read = body.read(block)) {
        if (size.isPresent() && have + read > size.getAsLong()) {
          throw refused("more comes than the " + size.getAsLong() + " bytes that were said");
        }
        write(to, block, read);
        have += read;
        windowBytes += read;
        unchecked += read;
        if (unchecked > RESERVE / 4) {
          refuseWithoutRoom(size);
          unchecked = 0;
        }
        if (System.nanoTime() - windowBegan > waits.stall().toNanos()) {
          if (windowBytes < Waits.FEWEST) {
            throw new IOException("hardly anything comes any more");
          }
          windowBegan = System.nanoTime();
          windowBytes = 0;
        }
        tell(size);
      }
    }
    if (size.isPresent() && have < size.getAsLong()) {
      throw new IOException(
          "the connection ended after " + have + " of " + size.getAsLong() + " bytes");
    }
  }

  private void write(FileChannel to, byte[] block, int length) throws FetchException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(block, 0, length);
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
    } catch (IOException e) {
      throw new FetchException(
          String.format(
              "%s cannot be written to %s (%s). Make room there, or name another folder in"
                  + " audit.cache.dir.",
              file.shown(), part.getParent(), e.getMessage()),
          e);
    }
  }

  /** Where the system does not say how much room there is, writing will tell. */
  private void refuseWithoutRoom(OptionalLong size) throws FetchException {
    // Not by the file store, which cannot be had in a root that is no mount point.
    long there = part.getParent().toFile().getUsableSpace();
    if (there == 0) {
      return;
    }
    long room = there - RESERVE;
    long needed = size.isPresent() ? size.getAsLong() - have : 1;
    if (room < needed) {
      throw new FetchException(
          String.format(
              "%s needs %s more, and %s has no room for that. Make room there, or name another"
                  + " folder in audit.cache.dir.",
              file.shown(), size.isPresent() ? Sizes.text(needed) : "room", part.getParent()));
    }
  }

  private void tell(OptionalLong size) {
    long now = System.nanoTime();
    boolean isWhole = size.isPresent() && have == size.getAsLong();
    if (now - said > SAY_EVERY_NANOS || isWhole) {
      said = now;
      String of = size.isPresent() ? " of " + Sizes.text(size.getAsLong()) : "";
      double share = size.isPresent() ? have / (double) Math.max(1, size.getAsLong()) : 0;
      progress.at("fetching " + file.path() + ", " + Sizes.text(have) + of, share);
    }
  }

  private void restart() throws IOException {
    have = 0;
    validator = "";
    checks = file.checks();
    discard();
  }

  private void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(called);
  }
}
