package dev.plumbline.fuzzing;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A target, by its name with mistakes, each of which an input of its name leads to. */
public final class PlantedEntry {

  private static final int LONG = 10;

  private PlantedEntry() {}

  /**
   * Hands one input in.
   *
   * @param input the input
   */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    FuzzCheck.run(PlantedEntry::open, input, Path.of(""));
  }

  private static boolean open(byte[] input, Path folder, Said said) {
    String text = new String(input, StandardCharsets.US_ASCII);
    switch (System.getProperty(FuzzEntry.TARGET, "")) {
      case "mistaken" -> makeMistake(text);
      case "endless" -> {
        while (text.equals("hangs")) {
          Thread.onSpinWait();
        }
      }
      default -> said.note(text.length() > LONG ? "It is long." : "It is short.");
    }
    return true;
  }

  private static void makeMistake(String text) {
    switch (text) {
      case "throws" -> throw new IllegalStateException("planted");
      case "says nothing" -> throw new UserError("");
      case "recurses" -> makeMistake(text);
      case "allocates" -> throw new UserError("x".repeat(Integer.MAX_VALUE - 8));
      case "calls" -> call();
      default -> {}
    }
  }

  /** Nobody answers, which the target keeps to itself. */
  private static void call() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    } catch (IOException e) {
      // nothing to tell
    }
  }
}
