package dev.plumbline.containers;

import dev.plumbline.engine.measure.process.Message;
import dev.plumbline.engine.measure.process.WorkerEnd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;

/**
 * A worker whose model has taken it over: it tries to get at the machine that it runs on, and says
 * what came of it.
 */
final class Hostile {

  static final String WRITE = "write";
  static final String READ = "read";
  static final String CONNECT = "connect";
  static final String INTERFACES = "interfaces";
  static final String FILL = "fill";
  static final String THREADS = "threads";
  static final String LINK = "link";
  static final String CRASH = "crash";
  static final String SLEEP = "sleep";
  static final String DONE = "done";

  private Hostile() {}

  public static void main(String[] arguments) throws Exception {
    WorkerEnd parent = WorkerEnd.take(arguments[0]);
    while (true) {
      Message order = parent.next();
      String answer;
      try {
        answer = obey(order);
      } catch (IOException | RuntimeException e) {
        answer = e.toString();
      }
      parent.tell(Message.of("answer", answer));
    }
  }

  private static String obey(Message order) throws Exception {
    String what = order.field(0);
    switch (order.kind()) {
      case WRITE -> write(Path.of(what));
      case READ -> {
        return Files.readString(Path.of(what));
      }
      case CONNECT -> connect(what);
      case INTERFACES -> {
        return NetworkInterface.networkInterfaces()
            .map(NetworkInterface::getName)
            .collect(Collectors.joining(","));
      }
      case LINK -> {
        Path link = Path.of(what);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(order.field(1)));
      }
      case CRASH -> Runtime.getRuntime().halt(134);
      case FILL -> {
        byte[][] taken = new byte[Integer.parseInt(what)][];
        for (int i = 0; i < taken.length; i++) {
          taken[i] = new byte[1 << 20];
          taken[i][i] = 1;
        }
      }
      case THREADS -> {
        for (int i = 0; i < Integer.parseInt(what); i++) {
          Thread thread = new Thread(Hostile::sleep);
          thread.setDaemon(true);
          thread.start();
        }
      }
      default -> sleep();
    }
    return DONE;
  }

  private static void sleep() {
    try {
      Thread.sleep(600_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Adds to a file, or makes one in a folder. */
  private static void write(Path path) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve("hostile") : path;
    Files.write(file, new byte[] {' '}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void connect(String address) throws IOException {
    if (address.startsWith("/")) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(address));
      }
      return;
    }
    int colon = address.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
          2000);
    }
  }
}
