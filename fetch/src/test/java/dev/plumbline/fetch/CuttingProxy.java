package dev.plumbline.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Passes connections on, and cuts the first one that carries more than some bytes. */
final class CuttingProxy implements Closeable {

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final int port;
  private final long most;

  CuttingProxy(int port, long most) throws IOException {
    this.port = port;
    this.most = most;
    threads.execute(this::accept);
  }

  String endpoint() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  int cuts() {
    return cuts.get();
  }

  long sent() {
    return sent.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        threads.execute(() -> pass(client, server, false));
        threads.execute(() -> pass(server, client, true));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void pass(Socket from, Socket to, boolean isAnswer) {
    byte[] block = new byte[8192];
    long passed = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        out.write(block, 0, read);
        passed += read;
        if (isAnswer) {
          sent.addAndGet(read);
          if (passed > most && cuts.compareAndSet(0, 1)) {
            return;
          }
        }
      }
    } catch (IOException e) {
      return; // one of the two has gone
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
