package dev.plumbline.spark;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Measures what a run on a standalone cluster costs, at 1, 2 and 4 workers of one core each on this
 * machine: {@code docs/spark.md} tells how it is started.
 */
final class Cost {

  private static final Pattern ADDED =
      Pattern.compile(
          "(\\d+) chunks brought ([0-9.]+) MB; adding them and fitting took ([0-9.]+) s");
  private static final Set<String> POOLS =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());
  private static final String TIMESTEPS = "50,500";

  private final Path folder;
  private final AtomicLong heap = new AtomicLong();

  private Cost(Path folder) {
    this.folder = folder;
  }

  /** Prints a table. */
  public static void main(String[] arguments) throws Exception {
    Cost cost = new Cost(Files.createTempDirectory("plumbline-cost-"));
    cost.watchHeap();
    System.out.println(
        "| | wall clock | chunks | bytes of each | adding and fitting | heap after collection |");
    System.out.println("|---|---|---|---|---|---|");
    cost.row("one process", cost.runs());
    for (int workers : new int[] {1, 2, 4}) {
      Path place = Files.createDirectory(cost.folder.resolve("cluster" + workers));
      try (StandaloneCluster cluster = StandaloneCluster.start(place, workers, "640m")) {
        cost.row(
            workers + (workers == 1 ? " worker" : " workers"),
            cost.runs().onSpark(cluster.master()));
      }
    }
    System.exit(0);
  }

  private Runs runs() throws IOException {
    return Runs.in(folder)
        .of(AllLayersAudits.class)
        .with("audit.timesteps", TIMESTEPS)
        .with("audit.samples", 64)
        .with("audit.explorer", "off");
  }

  private void row(String name, Runs runs) {
    System.gc();
    heap.set(0);
    long start = System.nanoTime();
    String console = console(() -> runs.run("report"));
    double seconds = (System.nanoTime() - start) / 1e9;
    System.gc();
    int chunks = 0;
    double megabytes = 0;
    double adding = 0;
    for (MatchResult line : ADDED.matcher(console).results().toList()) {
      chunks += Integer.parseInt(line.group(1));
      megabytes += Double.parseDouble(line.group(2));
      adding += Double.parseDouble(line.group(3));
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "| %s | %.1f s | %s | %s | %s | %.0f MB |",
            name,
            seconds,
            chunks == 0 ? "" : chunks,
            chunks == 0 ? "" : String.format(Locale.ROOT, "%.3f MB", megabytes / chunks),
            chunks == 0 ? "" : String.format(Locale.ROOT, "%.2f s", adding),
            heap.get() / 1e6));
  }

  private static String console(Runnable run) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      run.run();
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Notes the most that collections of garbage leave. */
  private void watchHeap() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener((notification, unused) -> collected(notification), null, null);
    }
  }

  private void collected(Notification notification) {
    CompositeData data = (CompositeData) notification.getUserData();
    long left =
        GarbageCollectionNotificationInfo.from(data)
            .getGcInfo()
            .getMemoryUsageAfterGc()
            .entrySet()
            .stream()
            .filter(pool -> POOLS.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum();
    heap.accumulateAndGet(left, Math::max);
  }
}
