package dev.plumbline.engine;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.BundledInputs;
import dev.plumbline.engine.checkpoint.CheckpointFetching;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.console.FetchLines;
import dev.plumbline.engine.console.RunConsole;
import dev.plumbline.engine.console.Terminal;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.ProgressStyle;
import dev.plumbline.engine.run.AuditRun;
import dev.plumbline.engine.tree.AuditContext;
import dev.plumbline.engine.tree.AuditEngineDescriptor;
import dev.plumbline.engine.tree.AuditSelectorResolver;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.config.PrefixedConfigurationParameters;
import org.junit.platform.engine.support.discovery.DiscoveryIssueReporter;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver;
import org.junit.platform.engine.support.hierarchical.ForkJoinPoolHierarchicalTestExecutorService;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestEngine;
import org.junit.platform.engine.support.hierarchical.HierarchicalTestExecutorService;

/**
 * The engine {@code model-audit}: finds {@code @ModelAudit} classes and runs their audits against
 * ONNX U-Nets. Discovery reads the graphs' metadata only; sessions are opened while executing.
 */
public final class ModelAuditTestEngine extends HierarchicalTestEngine<AuditContext> {

  /** The engine's id. */
  public static final String ID = "model-audit";

  private static final EngineDiscoveryRequestResolver<AuditEngineDescriptor> RESOLVER =
      EngineDiscoveryRequestResolver.<AuditEngineDescriptor>builder()
          .addClassContainerSelectorResolver(AuditSelectorResolver::isAuditClass)
          .addSelectorResolver(
              context ->
                  new AuditSelectorResolver(
                      context.getEngineDescriptor(),
                      () -> Measurer.registeredProviders().keySet(),
                      context.getClassNameFilter(),
                      context.getIssueReporter()))
          .addTestDescriptorVisitor(context -> TestDescriptor::prune)
          .build();

  private final RunConsole console;

  /** Makes the engine as the platform does: it tells people how runs go on the standard output. */
  public ModelAuditTestEngine() {
    this(new RunConsole(System.out, Terminal.isThere()));
  }

  ModelAuditTestEngine(PrintStream console) {
    this(new RunConsole(console, false));
  }

  ModelAuditTestEngine(RunConsole console) {
    this.console = console;
  }

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
    AuditEngineDescriptor engine =
        new AuditEngineDescriptor(
            uniqueId,
            () -> new AuditConfiguration(request.getConfigurationParameters(), bundledInputs()),
            this::fetched);
    DiscoveryIssueReporter reporter =
        DiscoveryIssueReporter.forwarding(request.getDiscoveryListener(), uniqueId);
    RESOLVER.resolve(request, engine, reporter);
    return engine;
  }

  @Override
  protected AuditContext createExecutionContext(ExecutionRequest request) {
    AuditEngineDescriptor engine = (AuditEngineDescriptor) request.getRootTestDescriptor();
    Thread launcher = Thread.currentThread(); // the run may be made in another
    return AuditContext.of(
        () -> AuditRun.of(engine, request.getEngineExecutionListener(), console, launcher));
  }

  @Override
  @SuppressWarnings("deprecation") // JUnit 6.1 has a factory instead, which JUnit 5 has not
  protected HierarchicalTestExecutorService createExecutorService(ExecutionRequest request) {
    boolean parallel =
        request
            .getConfigurationParameters()
            .getBoolean(AuditParameters.PARALLEL_PREFIX + "enabled")
            .orElse(false);
    return parallel
        ? new ForkJoinPoolHierarchicalTestExecutorService(
            new PrefixedConfigurationParameters(
                request.getConfigurationParameters(), AuditParameters.PARALLEL_PREFIX + "config."))
        : super.createExecutorService(request);
  }

  private List<CheckpointSpec> fetched(AuditConfiguration configuration) {
    ProgressStyle style = configuration.progress();
    boolean isBar =
        style == ProgressStyle.BAR || (style == ProgressStyle.AUTO && console.isTerminal());
    FetchLines lines =
        new FetchLines(console.stream(), "[audit] ", isBar, style != ProgressStyle.OFF);
    try {
      return new CheckpointFetching(configuration.fetching(), lines::line, lines::progress)
          .local(configuration.checkpoints());
    } finally {
      lines.end();
    }
  }

  private static Optional<BundledInputs> bundledInputs() {
    return ServiceLoader.load(BundledInputs.class).findFirst();
  }
}
