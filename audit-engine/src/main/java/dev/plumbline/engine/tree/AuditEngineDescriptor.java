package dev.plumbline.engine.tree;

import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.hierarchical.Node;

/** The root of the test tree; a run begins and ends with it. */
public final class AuditEngineDescriptor extends EngineDescriptor implements Node<AuditContext> {

  private final Supplier<AuditConfiguration> reader;
  private final Function<AuditConfiguration, List<CheckpointSpec>> checkpoints;
  private AuditConfiguration configuration;
  private CheckpointCatalog catalog;

  /**
   * Makes the root.
   *
   * @param uniqueId its id
   * @param reader reads the configuration. It is called once, when the first audit is found: a test
   *     run without audits need not have a valid configuration
   * @param checkpoints returns a configuration's checkpoints where they lie on this machine, to
   *     which it may have to fetch them
   */
  public AuditEngineDescriptor(
      UniqueId uniqueId,
      Supplier<AuditConfiguration> reader,
      Function<AuditConfiguration, List<CheckpointSpec>> checkpoints) {
    super(uniqueId, "Model audit");
    this.reader = reader;
    this.checkpoints = checkpoints;
  }

  /** Returns the configuration of the run, and reads it the first time. */
  public synchronized AuditConfiguration configuration() {
    if (configuration == null) {
      configuration = reader.get();
    }
    return configuration;
  }

  /**
   * Returns the checkpoints of the run. They are fetched if need be, for a run that is not refused
   * anyway; their graphs are read when they are first asked for.
   */
  public synchronized CheckpointCatalog catalog() {
    if (catalog == null) {
      AuditConfiguration read = configuration();
      List<CheckpointSpec> local =
          read.problems().isEmpty() ? checkpoints.apply(read) : read.checkpoints();
      catalog = new CheckpointCatalog(Controls.of(read, local));
    }
    return catalog;
  }

  /** Returns the leaves that are left in the tree, in its order; broken ones are not among them. */
  public List<AuditLeaf> leaves() {
    return getDescendants().stream()
        .filter(AuditLeaf.class::isInstance)
        .map(AuditLeaf.class::cast)
        .toList();
  }

  /** Returns the audits that there are. */
  public KnownAudits knownAudits() {
    return new KnownAudits(
        getChildren().stream()
            .filter(AuditNode.OfClass.class::isInstance)
            .<Class<?>>map(node -> ((AuditNode.OfClass) node).auditClass())
            .toList());
  }

  /** Makes the run, if there is anything to run, and executes all nodes in it. */
  @Override
  public void around(AuditContext context, Invocation<AuditContext> invocation) throws Exception {
    if (isMisconfigured() && !hasAudits()) {
      configuration().orThrow(); // filters left nothing, which is no reason to keep still
    }
    invocation.invoke(hasAudits() ? context.withRun() : context);
  }

  /** Tells whether something is wrong with the configuration, if audits were found to have one. */
  private synchronized boolean isMisconfigured() {
    return configuration != null && !configuration.problems().isEmpty();
  }

  @Override
  public AuditContext before(AuditContext context) {
    if (hasAudits()) {
      context.run().begin();
    }
    return context;
  }

  @Override
  public void after(AuditContext context) {
    if (hasAudits()) {
      context.run().end();
    }
  }

  /**
   * Tells whether there is anything to run. The platform calls this engine in every test run that
   * has it on the class path, also in those that have no audits.
   */
  public boolean hasAudits() {
    return !getChildren().isEmpty();
  }

  @Override
  public ExecutionMode getExecutionMode() {
    return ExecutionMode.CONCURRENT;
  }
}
