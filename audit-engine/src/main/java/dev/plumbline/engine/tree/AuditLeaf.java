package dev.plumbline.engine.tree;

import dev.plumbline.api.Subject;

/** A leaf: one audit of one layer of one checkpoint at one timestep. */
public final class AuditLeaf extends AuditNode {

  static final String SEGMENT = "timestep";

  private final AuditMethod audit;
  private final Subject subject;

  AuditLeaf(OfLayer parent, int timestep) {
    super(
        parent.getUniqueId().append(SEGMENT, Integer.toString(timestep)),
        "t=" + timestep,
        parent.audit());
    this.audit = parent.audit();
    this.subject = new Subject(parent.checkpoint(), parent.layer(), timestep);
    tag(SEGMENT, Integer.toString(timestep));
  }

  /** Returns the audit that is called. */
  public AuditMethod audit() {
    return audit;
  }

  /** Returns the layer, of which checkpoint and at which timestep, that it is called for. */
  public Subject subject() {
    return subject;
  }

  @Override
  public Type getType() {
    return Type.TEST;
  }

  /** Returns the name under which Surefire and Failsafe report the leaf. */
  @Override
  public String getLegacyReportingName() {
    return audit.method().getName() + "[" + subject + "]";
  }

  @Override
  public SkipResult shouldBeSkipped(AuditContext context) {
    return context.run().passesOver().map(SkipResult::skip).orElseGet(SkipResult::doNotSkip);
  }

  @Override
  public AuditContext execute(AuditContext context, DynamicTestExecutor dynamicTestExecutor) {
    context.run().judge(this);
    return context;
  }
}
