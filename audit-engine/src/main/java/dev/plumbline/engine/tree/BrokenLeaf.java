package dev.plumbline.engine.tree;

import dev.plumbline.engine.plan.UserError;
import org.junit.platform.engine.UniqueId;

/**
 * Stands in the tree for a checkpoint or layer that cannot be audited, and says why when it runs.
 * So the run reports it, and audits everything else.
 */
final class BrokenLeaf extends AuditNode {

  private final String legacyReportingName;
  private final String problem;

  private BrokenLeaf(UniqueId uniqueId, String name, AuditMethod audit, String problem) {
    super(uniqueId, name, audit);
    this.legacyReportingName = audit.method().getName() + "[" + name + "]";
    this.problem = problem;
  }

  static BrokenLeaf ofCheckpoint(OfAudit parent, String checkpoint, String problem) {
    BrokenLeaf leaf =
        new BrokenLeaf(
            parent.getUniqueId().append(OfCheckpoint.SEGMENT, checkpoint),
            checkpoint,
            parent.audit(),
            problem);
    leaf.tag(OfCheckpoint.SEGMENT, checkpoint);
    return leaf;
  }

  static BrokenLeaf ofLayer(OfCheckpoint parent, OfLayer layer, String problem) {
    BrokenLeaf leaf =
        new BrokenLeaf(
            layer.getUniqueId(),
            parent.checkpoint() + ", " + layer.layer(),
            parent.audit(),
            problem);
    leaf.tag(OfLayer.SEGMENT, layer.layer().path());
    leaf.tag("block", layer.layer().block());
    return leaf;
  }

  @Override
  public Type getType() {
    return Type.TEST;
  }

  @Override
  public String getLegacyReportingName() {
    return legacyReportingName;
  }

  @Override
  public SkipResult shouldBeSkipped(AuditContext context) {
    return context.run().isDry() ? SkipResult.skip("dry run: " + problem) : SkipResult.doNotSkip();
  }

  @Override
  public AuditContext execute(AuditContext context, DynamicTestExecutor dynamicTestExecutor) {
    context.run().countBroken();
    throw new UserError(problem);
  }
}
