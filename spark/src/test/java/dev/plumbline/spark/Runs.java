package dev.plumbline.spark;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.reports.AuditReportListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs audits of a tiny U-Net as a user would, with every parameter given, and reads reports. */
final class Runs {

  static final Path TINY = resource("/variants/torchscript/model.onnx");

  private static final int IMAGES = 170;

  private final Path folder;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private Class<?> audits = EverythingAudits.class;

  private Runs(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes a run on 44 of 170 latents: at least three chunks, so that it tells in which order they
   * are added.
   */
  static Runs in(Path folder) throws IOException {
    return new Runs(folder)
        .with(AuditParameters.BASE_DIR, folder)
        .with(AuditParameters.CHECKPOINT, "tiny=" + TINY)
        .with(AuditParameters.LATENTS, normal(folder.resolve("latents.npy"), IMAGES, 4, 16, 16))
        .with(AuditParameters.PROMPT, normal(folder.resolve("prompt.npy"), 1, 77, 16))
        .with(AuditParameters.TIMESTEPS, "50,200")
        .with(AuditParameters.SAMPLES, 44)
        .with(AuditParameters.EXECUTOR, "in-process")
        .with(AuditParameters.DEVICE, "cpu")
        .with(AuditParameters.THREADS, 1);
  }

  Runs with(String parameter, Object value) {
    parameters.put(parameter, value.toString());
    return this;
  }

  Runs onSpark(String master) {
    return with(AuditParameters.EXECUTOR, "spark").with(AuditParameters.SPARK_MASTER, master);
  }

  Runs of(Class<?> type) {
    audits = type;
    return this;
  }

  /**
   * Runs the audits.
   *
   * @param report where the reports go, below the run's folder
   * @return what was printed
   */
  String run(String report) {
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request()
            .filters(EngineFilter.includeEngines("model-audit"))
            .enableImplicitConfigurationParameters(false)
            .configurationParameters(parameters)
            .configurationParameter(AuditParameters.REPORT_DIR, folder.resolve(report).toString())
            .selectors(DiscoverySelectors.selectClass(audits));
    LauncherConfig config =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .build();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    LauncherFactory.create(config)
        .execute(
            request.build(),
            new AuditReportListener(new PrintStream(printed, true, StandardCharsets.UTF_8)));
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Returns a report's text. */
  String report(String report, String file) throws IOException {
    return Files.readString(folder.resolve(report).resolve(file));
  }

  /** Returns all figures of a report, byte for byte: its metrics, and what each image gave. */
  SortedMap<String, String> figures(String report) throws IOException {
    SortedMap<String, String> figures = new TreeMap<>();
    figures.put("metrics.csv", report(report, "metrics.csv"));
    try (Stream<Path> files = Files.list(folder.resolve(report).resolve("baseline"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        figures.put(
            file.getFileName().toString(),
            file.toString().endsWith(".csv")
                ? Files.readString(file)
                : HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return figures;
  }

  private static Path normal(Path file, int... shape) throws IOException {
    Random random = new Random(shape[0]);
    String dimensions =
        Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining());
    byte[] header =
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (" + dimensions + "), }\n")
            .getBytes(StandardCharsets.US_ASCII);
    int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length + Float.BYTES * size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) header.length).put(header);
    for (int i = 0; i < size; i++) {
      bytes.putFloat((float) random.nextGaussian());
    }
    return Files.write(file, bytes.array());
  }

  static Path resource(String name) {
    try {
      return Path.of(Runs.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
