package dev.plumbline.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Spark's standalone master and workers of one core each, as processes that are started from the
 * class path. Nobody but this machine reaches them.
 */
final class StandaloneCluster implements AutoCloseable {

  private static final Duration TO_START = Duration.ofMinutes(1);
  private static final String HOST = "localhost";

  /** Most of what a process of a short life does would be to compile. */
  static final String QUICK = "-XX:TieredStopAtLevel=1";

  private final Path folder;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private final Map<String, String> settings = new LinkedHashMap<>();

  private StandaloneCluster(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  /** Starts a cluster, and sets Spark's properties for drivers in this process. */
  static StandaloneCluster start(Path folder, int workers, String memory) throws Exception {
    StandaloneCluster cluster = new StandaloneCluster(folder, freePort());
    try {
      cluster.begin(workers, memory);
      return cluster;
    } catch (Exception | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void begin(int workers, String memory) throws Exception {
    link(folder.resolve("home/jars"));
    run(
        "master",
        "org.apache.spark.deploy.master.Master",
        "--host",
        HOST,
        "--port",
        Integer.toString(port),
        "--webui-port",
        "0");
    awaitPort();
    for (int worker = 1; worker <= workers; worker++) {
      run(
          "worker" + worker,
          "org.apache.spark.deploy.worker.Worker",
          "--host",
          HOST,
          "--webui-port",
          "0",
          "--cores",
          "1",
          "--memory",
          memory,
          "--work-dir",
          folder.resolve("work" + worker).toString(),
          master());
    }
    set("spark.driver.host", HOST);
    set("spark.driver.bindAddress", "127.0.0.1");
    set("spark.ui.enabled", "false");
    set("spark.executor.memory", memory);
    set("spark.executor.extraJavaOptions", QUICK);
    set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
  }

  /** What Spark's worker starts executors from. */
  private static void link(Path jars) throws IOException {
    Files.createDirectories(jars);
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar") && !Files.exists(jars.resolve(jar.getFileName()))) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
      }
    }
  }

  private void run(String name, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", QUICK, "-cp", System.getProperty("java.class.path"), main));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_HOSTNAME", HOST);
    builder.environment().remove("ORT_DISABLE_TELEMETRY"); // executors get it from the driver
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(name + ".log").toFile());
    processes.add(builder.start());
  }

  private void awaitPort() throws Exception {
    long end = System.nanoTime() + TO_START.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(HOST, port), 1000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !processes.get(0).isAlive()) {
          throw new IOException(Files.readString(folder.resolve("master.log")), e);
        }
        Thread.sleep(100);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Sets a property of Spark's, until the cluster ends. */
  void set(String property, String value) {
    settings.put(property, value);
    System.setProperty(property, value);
  }

  /** Returns its address. */
  String master() {
    return "spark://" + HOST + ":" + port;
  }

  /** Kills the worker of an executor's process, and that, as a machine that is lost. */
  void killWorkerOf(long executor) {
    for (Process worker : processes.subList(1, processes.size())) {
      List<ProcessHandle> executors = worker.descendants().toList();
      if (executors.stream().anyMatch(one -> one.pid() == executor)) {
        worker.destroyForcibly();
        executors.forEach(ProcessHandle::destroyForcibly);
        return;
      }
    }
    throw new IllegalStateException("No worker has the process " + executor);
  }

  @Override
  public void close() throws IOException {
    settings.keySet().forEach(System::clearProperty);
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    Path jars = folder.resolve("home/jars");
    try (Stream<Path> links = Files.list(jars)) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }
}
