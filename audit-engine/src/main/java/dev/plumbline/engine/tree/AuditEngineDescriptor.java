package dev.plumbline.engine.tree;

import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.run.AuditRun;
import java.util.function.Supplier;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.hierarchical.Node;

/** The root of the test tree; a run begins and ends with it. */
public final class AuditEngineDescriptor extends EngineDescriptor implements Node<AuditRun> {

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
  public AuditEngineDescriptor(UniqueId uniqueId, Supplier<AuditConfiguration> reader) {
    super(uniqueId, "Model audit");
    this.reader = reader;
  }

  public synchronized AuditConfiguration configuration() {
    if (configuration == null) {
      configuration = reader.get();
    }
    return configuration;
  }

  public synchronized CheckpointCatalog catalog() {
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
  public boolean hasAudits() {
    return !getChildren().isEmpty();
  }

  @Override
  public ExecutionMode getExecutionMode() {
    return ExecutionMode.CONCURRENT;
  }
}
