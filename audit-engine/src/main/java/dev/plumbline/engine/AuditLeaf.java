package dev.plumbline.engine;

import dev.plumbline.api.Subject;

/** A leaf: one audit of one layer of one checkpoint at one timestep. */
final class AuditLeaf extends AuditNode {

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

  AuditMethod audit() {
    return audit;
  }

  Subject subject() {
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
  public SkipResult shouldBeSkipped(AuditRun run) {
    return run.passesOver().map(SkipResult::skip).orElseGet(SkipResult::doNotSkip);
  }

  @Override
  public AuditRun execute(AuditRun run, DynamicTestExecutor dynamicTestExecutor) {
    run.judge(this);
    return run;
  }
}
