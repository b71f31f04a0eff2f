package dev.plumbline.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures what a run on a standalone cluster costs, at 1, 2 and 4 workers of one core each on this
 * machine: {@code docs/spark.md} tells how it is started.
 */
final class Cost {

  private static final Pattern ADDED =
      Pattern.compile("brought ([0-9.]+) MB; adding them and fitting took ([0-9.]+) s");
  private static final String TIMESTEPS = "50,200,500,800";

  private final Path folder;

  private Cost(Path folder) {
    this.folder = folder;
  }

  /** Prints a table. */
  public static void main(String[] arguments) throws Exception {
    Cost cost = new Cost(Files.createTempDirectory("plumbline-cost-"));
    System.out.println(
        "| | wall clock | tasks | bytes brought | per task | adding and fitting | driver's heap |");
    System.out.println("|---|---|---|---|---|---|---|");
    cost.row("one process", cost.runs());
    for (int workers : new int[] {1, 2, 4}) {
      Path place = Files.createDirectory(cost.folder.resolve("cluster" + workers));
      try (StandaloneCluster cluster = StandaloneCluster.start(place, workers, "640m")) {
        cluster.set("spark.extraListeners", TasksSeen.class.getName());
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
        .with("audit.explorer", "off");
  }

  private void row(String name, Runs runs) throws IOException {
    long[] peak = new long[1];
    TasksSeen.reset();
    long start = System.nanoTime();
    String console = console(() -> runs.run("report"), peak);
    double seconds = (System.nanoTime() - start) / 1e9;
    double megabytes = 0;
    double adding = 0;
    for (MatchResult line : ADDED.matcher(console).results().toList()) {
      megabytes += Double.parseDouble(line.group(1));
      adding += Double.parseDouble(line.group(2));
    }
    int tasks = TasksSeen.DONE.get();
    System.out.println(
        String.format(
            Locale.ROOT,
            "| %s | %.1f s | %d | %.1f MB | %.2f MB | %.2f s | %.0f MB |",
            name,
            seconds,
            tasks,
            megabytes,
            tasks == 0 ? 0 : megabytes / tasks,
            adding,
            peak[0] / 1e6));
  }

  private static String console(Runnable run, long[] peak) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.gc();
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    try {
      run.run();
    } finally {
      System.setOut(before);
    }
    peak[0] = heap().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static Stream<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP);
  }
}
