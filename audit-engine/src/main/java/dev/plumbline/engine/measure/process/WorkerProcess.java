package dev.plumbline.engine.measure.process;

import dev.plumbline.api.files.TemporaryFolder;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
  private final BlockingQueue<Optional<Message>> heard = new LinkedBlockingQueue<>();
  private final Deque<String> lastWords = new ArrayDeque<>();
  private final Consumer<String> stray;
  private final Thread errors;
  private volatile boolean killed;

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
      Path arguments = folder.resolve("arguments");
      try (OutputStream stream = handOver(arguments)) {
        stream.write(arguments(start).getBytes(StandardCharsets.UTF_8));
      }
      process =
          launcher.launch(
              new WorkerLaunch(
                  folder,
                  List.of("@" + arguments),
                  ClassPath.paths(),
                  start.reads(),
                  start.needs()));
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

  /**
   * Writes a file in a worker's private folder that it can read, whoever it runs as.
   *
   * @param file the file
   */
  public static OutputStream handOver(Path file) throws IOException {
    OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file));
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
    }
    return stream;
  }

  private String arguments(Start start) {
    List<String> lines = new ArrayList<>();
    lines.add("-Xmx" + Math.max(1, start.needs().heap() >> 20) + "m");
    lines.add("-Djava.io.tmpdir=" + folder);
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
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Optional<Message> message = hasMessages ? Message.parse(line, word) : Optional.empty();
        if (message.isPresent()) {
          heard.add(message);
        } else {
          keep(line);
          stray.accept(line);
        }
      }
    } catch (IOException e) {
      // the process has ended
    }
    if (hasMessages) {
      heard.add(Optional.empty());
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
      while (true) {
        Optional<Message> message = heard.poll(SECONDS_OF_SILENCE, TimeUnit.SECONDS);
        if (message == null) {
          kill();
          throw new WorkerEndedException(
              "gave no sign of life for " + SECONDS_OF_SILENCE + " s, and was killed" + said(),
              true);
        }
        if (message.isEmpty()) {
          throw ended();
        }
        if (!message.get().kind().equals("alive") && !meanwhile.takes(message.get())) {
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
    outer.close();
  }
}
