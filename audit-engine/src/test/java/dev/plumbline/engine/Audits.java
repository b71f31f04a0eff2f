package dev.plumbline.engine;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.console.RunConsole;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.testkit.engine.EngineDiscoveryResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * A run of the engine in a test: a tiny U-Net called {@code tiny}, a few latents and a prompt,
 * every parameter explicit, so that the surrounding system's have no part in it.
 */
final class Audits {

  /** The tiny U-Net: 46 layers, latents of 4 channels, a context 16 wide. */
  static final Path TINY = resource("/variants/torchscript/model.onnx");

  static final int IMAGES = 2;

  /** Small, so that tests are quick. */
  static final int LATENT_SIZE = 16;

  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final List<DiscoverySelector> selectors = new ArrayList<>();
  private final List<Filter<?>> filters = new ArrayList<>();

  private Audits() {}

  /** Makes a run of the tiny U-Net whose inputs are written to a folder. */
  static Audits in(Path folder) {
    return new Audits()
        .with(AuditParameters.BASE_DIR, folder)
        .with(AuditParameters.CHECKPOINT, "tiny=" + TINY)
        .with(
            AuditParameters.LATENTS,
            NpyWriter.normal(folder.resolve("latents.npy"), 1, IMAGES, 4, LATENT_SIZE, LATENT_SIZE))
        .with(AuditParameters.PROMPT, NpyWriter.normal(folder.resolve("prompt.npy"), 2, 1, 77, 16))
        .with(AuditParameters.EXECUTOR, "in-process")
        .with(AuditParameters.DEVICE, "cpu")
        .with(AuditParameters.THREADS, 1);
  }

  Audits with(String parameter, Object value) {
    parameters.put(parameter, value.toString());
    return this;
  }

  Audits without(String parameter) {
    parameters.remove(parameter);
    return this;
  }

  Audits of(Class<?>... auditClasses) {
    Stream.of(auditClasses).forEach(type -> selectors.add(selectClass(type)));
    return this;
  }

  Audits select(DiscoverySelector... more) {
    selectors.addAll(List.of(more));
    return this;
  }

  /** Selects these and nothing else. */
  Audits only(DiscoverySelector... these) {
    selectors.clear();
    return select(these);
  }

  Audits filter(Filter<?>... more) {
    filters.addAll(List.of(more));
    return this;
  }

  /** Runs the audits. */
  Outcomes run() {
    return run(false);
  }

  /** Runs the audits, on what is a terminal or is none. */
  Outcomes run(boolean terminal) {
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(console, true, StandardCharsets.UTF_8)) {
      return Outcomes.of(
          kit(new RunConsole(stream, terminal)).execute().allEvents(),
          () -> console.toString(StandardCharsets.UTF_8));
    }
  }

  /** Discovers the audits, and runs nothing. */
  EngineDiscoveryResults discover() {
    return kit(new RunConsole(System.out, false)).discover();
  }

  private EngineTestKit.Builder kit(RunConsole console) {
    return EngineTestKit.engine(new ModelAuditTestEngine(console))
        .enableImplicitConfigurationParameters(false)
        .configurationParameters(parameters)
        .selectors(selectors.toArray(DiscoverySelector[]::new))
        .filters(filters.toArray(Filter[]::new));
  }

  static Path resource(String name) {
    try {
      return Path.of(Audits.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
