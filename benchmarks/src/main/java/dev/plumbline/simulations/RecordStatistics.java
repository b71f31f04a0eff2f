package dev.plumbline.simulations;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Records what the simulations are made of, as baselines: of the bundled checkpoint with two seeds,
 * of copies with other weights, and of the same untrained U-Net exported in three ways. All are run
 * on the bundled photographs.
 */
final class RecordStatistics {

  private static final int CONTEXT_TOKENS = 77;
  private static final int CONTEXT_WIDTH = 16;
  private static final double JITTER = 1e-4;
  private static final String UNET = "unet/model.onnx";
  private static final String BASELINES = "baselines";
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private RecordStatistics() {}

  /**
   * Records into the archive {@code simulation.statistics}, from the folder {@code
   * benchmark.bundled} with checkpoint and photographs and the folder {@code simulation.exports}
   * with exports of the untrained U-Net.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException {
    Path bundled = Path.of(System.getProperty("benchmark.bundled")).toAbsolutePath();
    Path exports = Path.of(System.getProperty("simulation.exports")).toAbsolutePath();
    Path archive = Path.of(System.getProperty("simulation.statistics"));
    Path work = Files.createTempDirectory("plumbline-statistics");
    try {
      record(bundled, exports, work);
      Files.createDirectories(archive.toAbsolutePath().getParent());
      zip(work.resolve(BASELINES), archive);
    } finally {
      delete(work);
    }
  }

  private static void record(Path bundled, Path exports, Path work) throws IOException {
    Path reference = bundled.resolve("reference-unet");
    Path jittered = copy(reference, work.resolve("jittered"));
    Path halved = copy(reference, work.resolve("halved"));
    ChangedWeights.jitter(reference.resolve(UNET), jittered.resolve(UNET), JITTER, 1);
    ChangedWeights.halve(reference.resolve(UNET), halved.resolve(UNET));
    String images = bundled.resolve("photographs").toString();
    String out = work.resolve(BASELINES).toString();
    run(
        Map.of(
            AuditParameters.CHECKPOINT,
            "reference=" + reference + ",jittered=" + jittered + ",halved=" + halved,
            AuditParameters.IMAGES,
            images,
            AuditParameters.BASELINE,
            out));
    run(
        Map.of(
            AuditParameters.CHECKPOINT,
            "reference-other-seed=" + reference,
            AuditParameters.IMAGES,
            images,
            AuditParameters.SEED,
            "43",
            AuditParameters.BASELINE,
            out));
    Path encoded = work.resolve("encoded");
    run(
        Map.of(
            AuditParameters.CHECKPOINT,
            "reference=" + reference,
            AuditParameters.IMAGES,
            images,
            AuditParameters.ENCODE,
            encoded.toString()));
    run(
        Map.of(
            AuditParameters.CHECKPOINT,
            Stream.of("torchscript", "dynamo", "float16")
                .map(name -> name + "=" + exports.resolve(name))
                .collect(Collectors.joining(",")),
            AuditParameters.LATENTS,
            encoded.resolve("latents.safetensors").toString(),
            AuditParameters.PROMPT,
            prompt(work.resolve("prompt.npy")).toString(),
            AuditParameters.BASELINE,
            out));
  }

  /** Entries have no times, so that the same baselines are the same archive. */
  private static void zip(Path folder, Path archive) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive));
        Stream<Path> files = Files.list(folder)) {
      zip.setLevel(Deflater.BEST_COMPRESSION);
      for (Path file : files.sorted().toList()) {
        ZipEntry entry = new ZipEntry(file.getFileName().toString());
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(Files.readAllBytes(file));
        zip.closeEntry();
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return to;
  }

  /** Writes prompt embeddings drawn at random: the untrained U-Net has no text encoder. */
  private static Path prompt(Path file) throws IOException {
    String header =
        String.format(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1, %d, %d), }",
            CONTEXT_TOKENS, CONTEXT_WIDTH);
    header += " ".repeat(64 - (10 + header.length() + 1) % 64) + "\n";
    Random random = new Random(2);
    int values = CONTEXT_TOKENS * CONTEXT_WIDTH;
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + values * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < values; i++) {
      bytes.putFloat((float) random.nextGaussian());
    }
    return Files.write(file, bytes.array());
  }

  private static void run(Map<String, String> parameters) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                AuditParameters.DEVICE,
                "cpu",
                AuditParameters.TIMESTEPS,
                "50",
                AuditParameters.FOLDS,
                "5"));
    all.put(AuditParameters.EXECUTOR, "in-process"); // many short runs
    if (parameters.containsKey(AuditParameters.BASELINE)) {
      all.put(AuditParameters.BASELINE_MODE, "record");
    }
    all.putAll(parameters);
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(StatisticsAudits.class))
            .configurationParameters(all)
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, summary);
    if (summary.getSummary().getTotalFailureCount() > 0) {
      throw new UserError(
          "Recording failed for " + parameters,
          summary.getSummary().getFailures().get(0).getException());
    }
  }
}
