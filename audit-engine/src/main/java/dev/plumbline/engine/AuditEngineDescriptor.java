package dev.plumbline.engine;

import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.hierarchical.Node;

/** The root of the test tree; a run begins and ends with it. */
final class AuditEngineDescriptor extends EngineDescriptor implements Node<AuditRun> {

  private final AuditConfiguration configuration;
  private final CheckpointCatalog catalog;

  AuditEngineDescriptor(
      UniqueId uniqueId, AuditConfiguration configuration, CheckpointCatalog catalog) {
    super(uniqueId, "Model audit");
    this.configuration = configuration;
    this.catalog = catalog;
  }

  AuditConfiguration configuration() {
    return configuration;
  }

  CheckpointCatalog catalog() {
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
  private boolean hasAudits() {
    return !getChildren().isEmpty();
  }

  @Override
  public ExecutionMode getExecutionMode() {
    return ExecutionMode.CONCURRENT;
  }
}
