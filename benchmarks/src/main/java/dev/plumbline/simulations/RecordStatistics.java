package dev.plumbline.simulations;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
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

  private RecordStatistics() {}

  /**
   * Records.
   *
   * @param args the folder with the bundled checkpoint and photographs, the folder with the exports
   *     of the untrained U-Net, and the folder for the baselines
   */
  public static void main(String[] args) throws IOException {
    Path bundled = Path.of(args[0]);
    Path exports = Path.of(args[1]);
    String out = Path.of(args[2]).toAbsolutePath().toString();
    Path work = Files.createTempDirectory("plumbline-statistics");
    Path reference = bundled.resolve("reference-unet");
    Path jittered = copy(reference, work.resolve("jittered"));
    Path halved = copy(reference, work.resolve("halved"));
    String unet = "unet/model.onnx";
    ChangedWeights.jitter(reference.resolve(unet), jittered.resolve(unet), JITTER, 1);
    ChangedWeights.halve(reference.resolve(unet), halved.resolve(unet));
    String images = bundled.resolve("photographs").toAbsolutePath().toString();
    run(
        Map.of(
            "audit.checkpoint",
            "reference=" + reference + ",jittered=" + jittered + ",halved=" + halved,
            "audit.images",
            images,
            "audit.baseline",
            out));
    run(
        Map.of(
            "audit.checkpoint",
            "reference-other-seed=" + reference,
            "audit.images",
            images,
            "audit.seed",
            "43",
            "audit.baseline",
            out));
    Path encoded = work.resolve("encoded");
    run(
        Map.of(
            "audit.checkpoint",
            "reference=" + reference,
            "audit.images",
            images,
            "audit.encode",
            encoded.toString()));
    run(
        Map.of(
            "audit.checkpoint",
            Stream.of("torchscript", "dynamo", "float16")
                .map(name -> name + "=" + exports.resolve(name))
                .reduce((one, two) -> one + "," + two)
                .orElseThrow(),
            "audit.latents",
            encoded.resolve("latents.safetensors").toString(),
            "audit.prompt",
            prompt(work.resolve("prompt.npy")).toString(),
            "audit.baseline",
            out));
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
            Map.of("audit.device", "cpu", "audit.timesteps", "50", "audit.folds", "5"));
    if (parameters.containsKey("audit.baseline")) {
      all.put("audit.baseline.mode", "record");
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
      summary.getSummary().getFailures().get(0).getException().printStackTrace();
      throw new UserError("Recording failed for " + parameters);
    }
  }
}
