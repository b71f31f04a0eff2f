package dev.plumbline.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A worker, with a home, a current folder and a temporary folder of its own. */
final class WorkerProcess implements AutoCloseable {

  /** Starting takes runs of what is sound. */
  private static final int SECONDS_TO_START = 600;

  private static final int LINES = 1_000;

  /** What comes after the last line. */
  private static final String END = "\u0000";

  private final Process process;
  private final BufferedWriter ids;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES);
  private boolean isSpent;

  private WorkerProcess(Process process) {
    this.process = process;
    ids = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8));
    Thread reader = new Thread(this::read, "worker-lines");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts one, and waits until it is ready. */
  static WorkerProcess start(Sandbox sandbox, List<String> properties) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-Djava.io.tmpdir=" + sandbox.temporary());
    command.add("-XX:ErrorFile=" + sandbox.temporary().resolve("hs_err.log"));
    command.addAll(properties);
    command.add(HostileWorker.class.getName());
    command.add(sandbox.sound().toString());
    command.add(sandbox.work().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(sandbox.current().toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(sandbox.log().toFile()));
    builder.environment().put("HOME", sandbox.home().toString());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    WorkerProcess worker = new WorkerProcess(builder.start());
    Optional<String> ready = worker.next(SECONDS_TO_START);
    if (ready.isEmpty() || !ready.get().equals(HostileWorker.READY)) {
      worker.close();
      throw new IOException("A worker did not start: " + Files.readString(sandbox.log()));
    }
    return worker;
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.put(line);
      }
      lines.put(END);
    } catch (IOException e) {
      lines.offer(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> next(int seconds) throws IOException {
    try {
      return Optional.ofNullable(lines.poll(seconds, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted", e);
    }
  }

  /** Runs one. */
  Outcome run(Trial trial, int seconds) throws IOException {
    ids.write(trial.id());
    ids.newLine();
    ids.flush();
    Optional<String> line = next(seconds);
    isSpent = true; // unless it says otherwise
    if (line.isEmpty()) {
      return new Outcome(Ending.HUNG, "after " + seconds + " s");
    }
    if (line.get().equals(END)) {
      return new Outcome(Ending.DIED, "exit code " + process.onExit().join().exitValue());
    }
    isSpent = !next(seconds).filter(HostileWorker.READY::equals).isPresent();
    return Outcome.parse(line.get())
        .orElseThrow(() -> new IOException("A worker answered " + line.get()));
  }

  /** Tells whether it is of no more use. */
  boolean isSpent() {
    return isSpent;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
