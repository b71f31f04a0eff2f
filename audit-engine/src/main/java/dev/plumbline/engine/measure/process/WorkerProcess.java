package dev.plumbline.engine.measure.process;

import dev.plumbline.api.files.TemporaryFolder;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Java process that works for this one, wherever a launcher starts it: with a private temporary
 * folder, which is deleted with it, with its arguments in a file, without ONNX Runtime's telemetry.
 * Messages go over its standard streams; what else it writes is passed on, and its last lines are
 * kept.
 */
public final class WorkerProcess implements AutoCloseable {

  private static final String PREFIX = "plumbline-worker-";
  private static final int SECONDS_OF_SILENCE = 120;
  private static final int SECONDS_TO_END = 5;
  private static final int LAST_WORDS = 3;
  private static final int MOST_UNHEARD = 100;
  private static final String ERRORS = "hs_err.log";

  /**
   * What a worker is started with.
   *
   * @param mainClass the class whose {@code main} is run
   * @param folder the folder in which its private one is made
   * @param reads the files and folders that it reads beside the class path
   * @param needs what it takes of the machine
   */
  public record Start(String mainClass, Path folder, Set<Path> reads, WorkerLaunch.Needs needs) {

    /** Returns what a launcher is asked about before there is a private folder. */
    public WorkerLaunch planned() {
      return new WorkerLaunch(folder, List.of(), ClassPath.paths(), reads, needs);
    }
  }

  private final TemporaryFolder outer;
  private final Path folder;
  private final Process process;
  private final String word = "@plumbline-" + UUID.randomUUID();
  private final BufferedWriter in;
  private final BlockingQueue<Optional<Message>> heard = new LinkedBlockingQueue<>(MOST_UNHEARD);
  private final Deque<String> lastWords = new ArrayDeque<>();
  private final Consumer<String> stray;
  private final Thread errors;
  private volatile boolean killed;
  private volatile boolean closed;
  private volatile long lastSign;

  /**
   * Starts a process.
   *
   * @param start what it is started with
   * @param launcher starts it
   * @param stray takes lines that are no messages
   * @throws IOException if it cannot be started
   * @throws dev.plumbline.engine.plan.UserError if the launcher can start none
   */
  public WorkerProcess(Start start, WorkerLauncher launcher, Consumer<String> stray)
      throws IOException {
    this.stray = stray;
    this.outer = TemporaryFolder.make(start.folder(), PREFIX);
    try {
      // What another user writes to is inside of what is readable to this one alone.
      folder =
          launcher.isConfined()
              ? Files.createDirectory(outer.path().resolve("work"))
              : outer.path();
      byte[] text = arguments(start).getBytes(StandardCharsets.UTF_8);
      Path arguments = handOver("arguments", stream -> stream.write(text));
      process =
          launcher.launch(
              new WorkerLaunch(
                  folder, List.of("@" + arguments), ClassPath.paths(), reads(start), start.needs()),
              stray);
    } catch (IOException | RuntimeException e) {
      outer.close();
      throw e;
    }
    in =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    errors = daemon("what a worker says", () -> pump(process.getErrorStream(), false));
    daemon("messages of a worker", () -> pump(process.getInputStream(), true));
  }

  private static Set<Path> reads(Start start) {
    Set<Path> reads = new HashSet<>(start.reads());
    OnnxRuntime.libraries().ifPresent(reads::add);
    return reads;
  }

  /** What a file holds. */
  @FunctionalInterface
  public interface Content {

    /** Writes it. */
    void write(OutputStream to) throws IOException;
  }

  /**
   * Puts a file into the worker's folder, for whoever it runs as. It is written where a worker that
   * is confined sees nothing, since what has its name may by now be a link to anywhere.
   *
   * @param name the file's name
   * @param content what it holds
   * @return the file
   */
  public Path handOver(String name, Content content) throws IOException {
    Path file = outer.path().resolve(name);
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
      content.write(stream);
    }
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
    }
    return moved(file, folder.resolve(name));
  }

  /**
   * Takes a file that the worker has written, to where a worker that is confined sees nothing.
   *
   * @param file the file, in the worker's folder
   * @return where it is now
   * @throws IOException if it is none: what a link leads to, or a pipe, is not read
   */
  public Path take(Path file) throws IOException {
    Path taken = moved(file, outer.path().resolve(file.getFileName()));
    if (!Files.isRegularFile(taken, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(taken);
      throw new IOException(file.getFileName() + " is no file");
    }
    return taken;
  }

  private static Path moved(Path from, Path to) throws IOException {
    return from.equals(to) ? to : Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private String arguments(Start start) {
    List<String> lines = new ArrayList<>();
    lines.add("-Xmx" + Math.max(1, start.needs().heap() >> 20) + "m");
    lines.add("-Djava.io.tmpdir=" + folder);
    OnnxRuntime.libraries()
        .ifPresent(libraries -> lines.add("-D" + OnnxRuntime.LIBRARIES + "=" + libraries));
    lines.add("-Djava.awt.headless=true");
    lines.add("-XX:ErrorFile=" + folder.resolve(ERRORS));
    lines.add("-XX:-CreateCoredumpOnCrash");
    lines.add("-cp");
    lines.add(ClassPath.current());
    lines.add(start.mainClass());
    lines.add(word);
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append('"').append(line.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"\n");
    }
    return text.toString();
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void pump(InputStream stream, boolean hasMessages) {
    try {
      try (WorkerLines lines = new WorkerLines(stream)) {
        for (String line = lines.next(); line != null; line = lines.next()) {
          Optional<Message> message = hasMessages ? Message.parse(line, word) : Optional.empty();
          if (message.isPresent()) {
            hear(message.get());
          } else {
            keep(line);
            stray.accept(line);
          }
        }
      } catch (IOException e) {
        // the process has ended
      }
      if (hasMessages && !closed) {
        heard.put(Optional.empty());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that
    }
  }

  /** Signs of life are as many as there are seconds, and only the last one counts. */
  private void hear(Message message) throws InterruptedException {
    lastSign = System.nanoTime();
    if (!message.kind().equals("alive") && !closed) {
      heard.put(Optional.of(message));
    }
  }

  /** What a JVM says of a crash begins with #, and is in its file. */
  private void keep(String line) {
    synchronized (lastWords) {
      if (!line.isBlank() && !line.startsWith("#")) {
        lastWords.add(line.strip());
      }
      if (lastWords.size() > LAST_WORDS) {
        lastWords.remove();
      }
    }
  }

  /** Returns the process's private folder. */
  public Path folder() {
    return folder;
  }

  /** Tells whether it runs. */
  public boolean isAlive() {
    return process.isAlive() && !killed;
  }

  /**
   * Asks for something, and waits until it is done.
   *
   * @param order what is asked for
   * @param meanwhile hears what is told until then
   * @return the answer: the first message that {@code meanwhile} does not take
   * @throws WorkerEndedException if the process ends, or gives no sign of life
   */
  public Message ask(Message order, Listener meanwhile) {
    try {
      in.write(order.line(word));
      in.newLine();
      in.flush();
    } catch (IOException e) {
      throw ended();
    }
    try {
      lastSign = System.nanoTime();
      while (true) {
        Optional<Message> message = heard.poll(1, TimeUnit.SECONDS);
        if (message == null) {
          if (System.nanoTime() - lastSign < TimeUnit.SECONDS.toNanos(SECONDS_OF_SILENCE)) {
            continue;
          }
          kill();
          throw new WorkerEndedException(
              "gave no sign of life for " + SECONDS_OF_SILENCE + " s, and was killed" + said(),
              true);
        }
        if (message.isEmpty()) {
          throw ended();
        }
        if (!meanwhile.takes(message.get())) {
          return message.get();
        }
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new WorkerEndedException("was ended", false);
    }
  }

  /** Hears what a worker tells while something is done. */
  @FunctionalInterface
  public interface Listener {

    /** Takes a message, or tells that it is the answer. */
    boolean takes(Message message);
  }

  private WorkerEndedException ended() {
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        kill();
        return new WorkerEndedException("closed its output, and was killed" + said(), true);
      }
      errors.join(TimeUnit.SECONDS.toMillis(SECONDS_TO_END));
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    if (killed) {
      return new WorkerEndedException("was ended", false);
    }
    return new WorkerEndedException(
        ExitCode.describe(process.exitValue(), folder.resolve(ERRORS)) + said(), true);
  }

  private String said() {
    synchronized (lastWords) {
      return lastWords.isEmpty() ? "" : "; its last words: " + String.join(" / ", lastWords);
    }
  }

  /** Ends the process at once. */
  public void kill() {
    killed = true;
    process.destroyForcibly();
  }

  /** Ends the process, at once if need be, and deletes its folder. */
  @Override
  public void close() {
    try {
      in.close(); // which it ends for
    } catch (IOException e) {
      // it has ended
    }
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        kill();
        process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    closed = true;
    heard.clear(); // so that nobody waits for room
    outer.close();
  }
}
