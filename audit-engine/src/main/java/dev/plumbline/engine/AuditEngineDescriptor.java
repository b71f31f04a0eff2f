package dev.plumbline.engine;

import java.util.function.Supplier;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.hierarchical.Node;

/** The root of the test tree; a run begins and ends with it. */
final class AuditEngineDescriptor extends EngineDescriptor implements Node<AuditRun> {

  private final Supplier<AuditConfiguration> reader;
  private AuditConfiguration configuration;
  private CheckpointCatalog catalog;

  /**
   * Makes the root.
   *
   * @param uniqueId its id
   * @param reader reads the configuration, the first time it is needed: runs without audits must
   *     not pay for it
   */
  AuditEngineDescriptor(UniqueId uniqueId, Supplier<AuditConfiguration> reader) {
    super(uniqueId, "Model audit");
    this.reader = reader;
  }

  synchronized AuditConfiguration configuration() {
    if (configuration == null) {
      configuration = reader.get();
    }
    return configuration;
  }

  synchronized CheckpointCatalog catalog() {
    if (catalog == null) {
      catalog = new CheckpointCatalog(configuration().controls());
    }
    return catalog;
  }

  @Override
  public AuditRun before(AuditRun run) {
    if (hasAudits()) {
      run.begin();
    }
    return run;
  }

  @Override
  public void after(AuditRun run) {
    if (hasAudits()) {
      run.end();
    }
  }

  /** The platform calls every engine it finds; where there are no audits, it is others' run. */
  boolean hasAudits() {
    return !getChildren().isEmpty();
  }

  @Override
  public ExecutionMode getExecutionMode() {
    return ExecutionMode.CONCURRENT;
  }
}
