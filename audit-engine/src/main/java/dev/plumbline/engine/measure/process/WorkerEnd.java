package dev.plumbline.engine.measure.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker process's end of the line to its parent. It gives a sign of life every second, and ends
 * the process when the parent is gone, whatever it is doing.
 */
public final class WorkerEnd {

  private static final int ORPHANED = 3;
  private static final long BEAT_MILLIS = 1000;

  private final String word;
  private final BufferedWriter out;
  private final BlockingQueue<Message> orders = new LinkedBlockingQueue<>();

  private WorkerEnd(String word, PrintStream out) {
    this.word = word;
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  /**
   * Takes this process's streams for the line: what else writes to the standard output writes to
   * the standard error from now on.
   *
   * @param word the word that messages begin with
   */
  public static WorkerEnd take(String word) {
    WorkerEnd end = new WorkerEnd(word, System.out);
    System.setOut(System.err);
    daemon("orders", end::listen);
    daemon("signs of life", end::beat);
    return end;
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Message.parse(line, word).ifPresent(orders::add);
      }
    } catch (IOException e) {
      // as if it had ended
    }
    Runtime.getRuntime().halt(ORPHANED);
  }

  private void beat() {
    try {
      while (true) {
        tell(Message.of("alive"));
        Thread.sleep(BEAT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for an order. */
  public Message next() throws InterruptedException {
    return orders.take();
  }

  /** Tells the parent something. */
  public synchronized void tell(Message message) {
    try {
      out.write(message.line(word));
      out.newLine();
      out.flush();
    } catch (IOException e) {
      Runtime.getRuntime().halt(ORPHANED);
    }
  }
}
