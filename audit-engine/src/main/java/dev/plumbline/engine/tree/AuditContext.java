package dev.plumbline.engine.tree;

import java.util.Optional;
import java.util.function.Supplier;
import org.junit.platform.engine.support.hierarchical.EngineExecutionContext;

/**
 * What nodes are executed in. The engine's node makes the run and hands it to all nodes below; a
 * test tree without audits never has one.
 */
public final class AuditContext implements EngineExecutionContext {

  private final Supplier<AuditExecution> maker;
  private final Optional<AuditExecution> run;

  private AuditContext(Supplier<AuditExecution> maker, Optional<AuditExecution> run) {
    this.maker = maker;
    this.run = run;
  }

  /**
   * Returns the context that the engine's node is given.
   *
   * @param maker makes the run, or throws what is wrong with its configuration
   */
  public static AuditContext of(Supplier<AuditExecution> maker) {
    return new AuditContext(maker, Optional.empty());
  }

  /** Makes the run, and returns the context of the nodes that are part of it. */
  AuditContext withRun() {
    return new AuditContext(maker, Optional.of(maker.get()));
  }

  AuditExecution run() {
    return run.orElseThrow(() -> new IllegalStateException("The engine's node comes first"));
  }
}
