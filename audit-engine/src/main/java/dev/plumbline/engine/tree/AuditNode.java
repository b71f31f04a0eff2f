package dev.plumbline.engine.tree;

import dev.plumbline.api.LayerName;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.hierarchical.Node;

/**
 * A node below the engine. Nodes hold keys only: what is measured belongs to the run, which they
 * know as an {@link AuditExecution}. Tags are inherited.
 */
abstract sealed class AuditNode extends AbstractTestDescriptor implements Node<AuditContext>
    permits AuditNode.OfClass,
        AuditNode.OfAudit,
        AuditNode.OfCheckpoint,
        AuditNode.OfLayer,
        AuditLeaf,
        BrokenLeaf {

  private static final Pattern UNSPEAKABLE = Pattern.compile("[\\s\\p{Cntrl},()&|!]");

  private final Set<TestTag> tags = new LinkedHashSet<>();

  private AuditNode(UniqueId uniqueId, String displayName, TestSource source) {
    super(uniqueId, displayName, source);
  }

  /** Makes a node whose source is an audit method. */
  AuditNode(UniqueId uniqueId, String displayName, AuditMethod audit) {
    this(uniqueId, displayName, MethodSource.from(audit.auditClass(), audit.method()));
  }

  /** Tags the node. Characters that tag expressions cannot hold become underscores. */
  final void tag(String key, String value) {
    tags.add(TestTag.create(key + ":" + UNSPEAKABLE.matcher(value).replaceAll("_")));
  }

  @Override
  public final Set<TestTag> getTags() {
    Set<TestTag> all = new LinkedHashSet<>(tags);
    getParent().map(TestDescriptor::getTags).ifPresent(all::addAll);
    return all;
  }

  @Override
  public Type getType() {
    return Type.CONTAINER;
  }

  @Override
  public ExecutionMode getExecutionMode() {
    return ExecutionMode.CONCURRENT;
  }

  /** The container of an audit class. */
  static final class OfClass extends AuditNode {

    static final String SEGMENT = "class";

    private final Class<?> auditClass;

    OfClass(UniqueId parent, Class<?> auditClass, String displayName) {
      super(
          parent.append(SEGMENT, auditClass.getName()), displayName, ClassSource.from(auditClass));
      this.auditClass = auditClass;
    }

    Class<?> auditClass() {
      return auditClass;
    }

    @Override
    public String getLegacyReportingName() {
      return auditClass.getName();
    }
  }

  /** The container of an audit method. */
  static final class OfAudit extends AuditNode {

    static final String SEGMENT = "audit";

    private final AuditMethod audit;

    OfAudit(UniqueId parent, AuditMethod audit) {
      super(parent.append(SEGMENT, audit.method().getName()), audit.displayName(), audit);
      this.audit = audit;
      audit.phenomenon().ifPresent(phenomenon -> tag("phenomenon", phenomenon));
    }

    AuditMethod audit() {
      return audit;
    }
  }

  /** The container of a checkpoint that can be read. Before its leaves run it is measured. */
  static final class OfCheckpoint extends AuditNode {

    static final String SEGMENT = "checkpoint";

    private final AuditMethod audit;
    private final String checkpoint;

    OfCheckpoint(UniqueId parent, AuditMethod audit, String checkpoint) {
      super(parent.append(SEGMENT, checkpoint), checkpoint, audit);
      this.audit = audit;
      this.checkpoint = checkpoint;
      tag(SEGMENT, checkpoint);
    }

    AuditMethod audit() {
      return audit;
    }

    String checkpoint() {
      return checkpoint;
    }

    @Override
    public AuditContext before(AuditContext context) {
      context.run().measure(checkpoint);
      return context;
    }
  }

  /** The container of a layer. */
  static final class OfLayer extends AuditNode {

    static final String SEGMENT = "layer";

    private final OfCheckpoint parent;
    private final LayerName layer;

    OfLayer(OfCheckpoint parent, LayerName layer) {
      super(parent.getUniqueId().append(SEGMENT, layer.path()), layer.toString(), parent.audit());
      this.parent = parent;
      this.layer = layer;
      tag(SEGMENT, layer.path());
      tag("block", layer.block());
    }

    AuditMethod audit() {
      return parent.audit();
    }

    String checkpoint() {
      return parent.checkpoint();
    }

    LayerName layer() {
      return layer;
    }
  }
}
