package dev.plumbline.api.files;

import dev.plumbline.api.AuditParameters;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps a report folder for one run, from its beginning to its end: against other processes, and
 * against other runs in this one. The system takes the lock away from a process that ends, however
 * it ends, so a run that was killed leaves nothing that would have to be cleared.
 *
 * <p>The file {@value #FILE} in the folder is what is locked, and says who has it. It stays, since
 * to delete a lock is to give it to two. What writes into the folder for the same run takes the
 * lock for the same owner, and each gives its own back.
 */
public final class FolderLock implements Closeable {

  /** The file that is locked. Its one line says whose run is, or was, the last. */
  public static final String FILE = "run.lock";

  /** The file that names the forks that were refused while this run had the folder. */
  private static final String REFUSED = "run.refused";

  /** Beyond all that is written: where locks are mandatory, others still have to read the line. */
  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  private static final int LONGEST_LINE = 1000;

  private static final String ONE_FORK =
      "One run is one process: set forkCount=1 and reuseForks=true in the configuration of Surefire"
          + " or Failsafe, and give each of its executions a report folder of its own.";

  private static final Map<Path, Held> HELD = new HashMap<>();

  /** A folder that this process has, by as many holders as have not given it back. */
  private static final class Held {
    private final FileChannel channel;
    private final Object owner;
    private final RunProcess process;
    private final Optional<RunProcess> before;
    private final Object fileKey;
    private int holders;

    Held(FileChannel channel, Object owner, Optional<RunProcess> before, Object fileKey) {
      this.channel = channel;
      this.owner = owner;
      this.process = RunProcess.current();
      this.before = before;
      this.fileKey = fileKey;
    }
  }

  private final Path folder;
  private final Held held;
  private boolean isClosed;

  private FolderLock(Path folder, Held held) {
    this.folder = folder;
    this.held = held;
  }

  /**
   * Takes a folder for a run. It is made if there is none.
   *
   * @param folder the folder
   * @param owner what a run is told from others in this process by; compared by identity
   * @return the lock, to be given back by {@link #close()}
   * @throws IOException if another run has the folder, or if it cannot be written to; the message
   *     is for people, and says what to do
   */
  public static FolderLock take(Path folder, Object owner) throws IOException {
    try {
      Files.createDirectories(folder);
      return takeReady(folder.toRealPath(), owner);
    } catch (InUseException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      throw new IOException(
          String.format(
              "The report folder %s cannot be written to or locked (%s). Make it writable, with room"
                  + " for the reports, or name another folder, on a file system of this machine:"
                  + " -D%s=…. What is in it is of an earlier run.",
              folder, e, AuditParameters.REPORT_DIR),
          e);
    }
  }

  /** Another run has the folder. */
  private static final class InUseException extends IOException {
    private static final long serialVersionUID = 1L;

    InUseException(String message) {
      super(message);
    }
  }

  private static FolderLock takeReady(Path folder, Object owner) throws IOException {
    synchronized (HELD) {
      Held held = HELD.get(folder);
      if (held == null) {
        held = lock(folder, owner);
        HELD.put(folder, held);
      } else if (held.owner != owner) {
        throw inUse(folder, Optional.of(held.process), ""); // the file must not be opened again
      }
      held.holders++;
      return new FolderLock(folder, held);
    }
  }

  private static Held lock(Path folder, Object owner) throws IOException {
    Path file = folder.resolve(FILE);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean isTaken = false;
    try {
      if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
        Optional<RunProcess> holder = read(channel);
        channel.close();
        throw refused(folder, holder);
      }
      Held held = new Held(channel, owner, read(channel), fileKey(file));
      Files.deleteIfExists(folder.resolve(REFUSED));
      tryToWrite(folder);
      write(channel, held.process.line());
      isTaken = true;
      return held;
    } catch (OverlappingFileLockException e) {
      isTaken = true; // by this process: to close the file here would end the other's lock
      throw inUse(folder, Optional.of(RunProcess.current()), "");
    } finally {
      if (!isTaken) {
        channel.close();
      }
    }
  }

  /** The lock may be writable where the folder is not, and reports of earlier runs would stay. */
  private static void tryToWrite(Path folder) throws IOException {
    Path file = folder.resolve(FILE + AtomicFile.PART);
    Files.deleteIfExists(file); // of a process that was killed just here
    try {
      Files.createFile(file); // empty: a run on a full disk gets room by taking old reports away
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** What another fork of the same build is refused, is missing in the holder's report. */
  private static InUseException refused(Path folder, Optional<RunProcess> holder)
      throws IOException {
    RunProcess self = RunProcess.current();
    boolean isFork = holder.filter(self::isForkBeside).isPresent();
    if (isFork) {
      Files.writeString(
          folder.resolve(REFUSED),
          self.line(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    return inUse(folder, holder, isFork ? " It is another fork of this build. " + ONE_FORK : "");
  }

  private static InUseException inUse(Path folder, Optional<RunProcess> holder, String more) {
    return new InUseException(
        String.format(
            "Another run has the report folder %s (%s).%s Wait until it has ended, or name another"
                + " folder: -D%s=…",
            folder,
            holder.map(RunProcess::sentence).orElse("which does not say who it is"),
            more,
            AuditParameters.REPORT_DIR));
  }

  private static Optional<RunProcess> read(FileChannel channel) throws IOException {
    ByteBuffer line = ByteBuffer.allocate(LONGEST_LINE);
    channel.read(line, 0);
    return RunProcess.parse(new String(line.array(), 0, line.position(), StandardCharsets.UTF_8));
  }

  private static void write(FileChannel channel, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes, bytes.position());
    }
    channel.truncate(bytes.limit());
  }

  /**
   * Returns why the reports of this run are not, or will not be, all that was to be run, a message
   * each: another fork of the same build ran before into the same folder, or was refused meanwhile,
   * or the folder is no longer the one that was taken.
   */
  public List<String> gaps() {
    try {
      if (!String.valueOf(fileKey(folder.resolve(FILE))).equals(String.valueOf(held.fileKey))) {
        return List.of(gone());
      }
    } catch (IOException e) {
      return List.of(gone());
    }
    if (held.before.filter(held.process::isForkBeside).isPresent()) {
      return List.of(
          String.format(
              "Another fork of this build (%s) has audited into the report folder %s before, and"
                  + " its reports are replaced by those of this one. %s",
              held.before.get().sentence(), folder, ONE_FORK));
    }
    return refusedForks();
  }

  private String gone() {
    return String.format(
        "The report folder %s was deleted or replaced while the run had it. Run it again, and let"
            + " nothing clean that folder meanwhile.",
        folder);
  }

  private List<String> refusedForks() {
    try {
      return Files.readString(folder.resolve(REFUSED))
          .lines()
          .flatMap(line -> RunProcess.parse(line).stream())
          .filter(held.process::isForkBeside)
          .collect( // one that asks twice is refused twice
              Collectors.toMap(
                  fork -> fork.pid() + fork.host(),
                  fork -> fork,
                  (one, again) -> one,
                  LinkedHashMap::new))
          .values()
          .stream()
          .map(
              fork ->
                  String.format(
                      "Another fork of this build (%s) was refused the report folder %s: what it"
                          + " was to audit is missing here. %s",
                      fork.sentence(), folder, ONE_FORK))
          .toList();
    } catch (IOException e) {
      return List.of(); // none was
    }
  }

  /** Returns what tells a file from one of the same name; null where the system does not say. */
  private static Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Gives the folder back. The last of a run's holders unlocks it. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      held.holders--;
      if (held.holders == 0) {
        HELD.remove(folder);
        held.channel.close();
      }
    }
  }
}
