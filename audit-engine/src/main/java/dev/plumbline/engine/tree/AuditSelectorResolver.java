package dev.plumbline.engine.tree;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.plumbline.api.Audit;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoveryIssue.Severity;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.support.discovery.DiscoveryIssueReporter;
import org.junit.platform.engine.support.discovery.SelectorResolver;

/**
 * Builds the test tree, level by level: a class, its audits, the checkpoints, their layers, the
 * timesteps. Every node is resolved from its unique id, so that a whole class and a single leaf
 * take the same way.
 */
public final class AuditSelectorResolver implements SelectorResolver {

  private final AuditEngineDescriptor engine;
  private final Supplier<Set<Class<? extends Measurement>>> measurements;
  private final Predicate<String> classNameFilter;
  private final DiscoveryIssueReporter issues;

  /**
   * Makes a resolver.
   *
   * @param engine the root that nodes are added to
   * @param measurements returns the measurements that audits may ask for; called once an audit is
   *     found
   * @param classNameFilter accepts the names of classes that are selected
   * @param issues told what is wrong with audit classes
   */
  public AuditSelectorResolver(
      AuditEngineDescriptor engine,
      Supplier<Set<Class<? extends Measurement>>> measurements,
      Predicate<String> classNameFilter,
      DiscoveryIssueReporter issues) {
    this.engine = engine;
    this.measurements = measurements;
    this.classNameFilter = classNameFilter;
    this.issues = DiscoveryIssueReporter.deduplicating(issues);
  }

  /** Tells whether a class is one of audits. */
  public static boolean isAuditClass(Class<?> candidate) {
    return AuditClass.is(candidate);
  }

  @Override
  public Resolution resolve(ClassSelector selector, Context context) {
    Class<?> type = selector.getJavaClass();
    if (!isAuditClass(type) || !classNameFilter.test(type.getName())) {
      return Resolution.unresolved();
    }
    AuditClass auditClass = new AuditClass(type);
    Optional<String> problem = auditClass.problem();
    problem.ifPresent(this::report);
    if (problem.isPresent()) {
      return Resolution.unresolved();
    }
    if (auditClass.audits().isEmpty()) {
      issues.reportIssue(
          DiscoveryIssue.create(
              Severity.WARNING,
              "@ModelAudit class " + type.getName() + " has no @Audit method, so nothing runs"));
    }
    return Resolution.match(Match.exact(classNode(auditClass), () -> auditSelectors(auditClass)));
  }

  /** The parent is the engine whatever selector led here, so the context is not asked for it. */
  private TestDescriptor classNode(AuditClass auditClass) {
    UniqueId id =
        engine.getUniqueId().append(AuditNode.OfClass.SEGMENT, auditClass.type().getName());
    for (TestDescriptor known : engine.getChildren()) {
      if (known.getUniqueId().equals(id)) {
        return known;
      }
    }
    AuditNode.OfClass made =
        new AuditNode.OfClass(engine.getUniqueId(), auditClass.type(), auditClass.displayName());
    engine.addChild(made);
    return made;
  }

  private static Set<DiscoverySelector> auditSelectors(AuditClass auditClass) {
    Set<DiscoverySelector> selectors = new LinkedHashSet<>();
    auditClass.audits().forEach(method -> selectors.add(selectMethod(auditClass.type(), method)));
    return selectors;
  }

  @Override
  public Resolution resolve(MethodSelector selector, Context context) {
    Class<?> type = selector.getJavaClass();
    Optional<Method> named = isAuditClass(type) ? method(type, selector) : Optional.empty();
    if (named.isEmpty() || !AnnotationSupport.isAnnotated(named.get(), Audit.class)) {
      return Resolution.unresolved();
    }
    Method method = named.get();
    AuditMethod audit = new AuditMethod(type, method);
    List<String> problems = audit.problems(measurements.get());
    problems.forEach(this::report);
    int namesakes = new AuditClass(type).audits(method.getName()).size();
    if (namesakes > 1) {
      report(
          "@ModelAudit class "
              + type.getName()
              + " has "
              + namesakes
              + " audits called "
              + method.getName()
              + "; give each a name of its own");
    }
    if (!problems.isEmpty() || namesakes > 1 || !isAsked(audit)) {
      return Resolution.unresolved();
    }
    return context
        .addToParent(
            () -> selectClass(type),
            parent -> Optional.of(new AuditNode.OfAudit(parent.getUniqueId(), audit)))
        .map(node -> match(node, AuditNode.OfCheckpoint.SEGMENT, expansion().checkpoints()))
        .orElseGet(Resolution::unresolved);
  }

  /** People leave out the types of parameters, and audits of a class have names of their own. */
  private static Optional<Method> method(Class<?> type, MethodSelector selector) {
    return selector.getParameterTypeNames().isBlank()
        ? new AuditClass(type).audits(selector.getMethodName()).stream().findFirst()
        : Optional.of(selector.getJavaMethod());
  }

  /** Audits of how faithful checkpoints are depend on what the run asks. */
  private boolean isAsked(AuditMethod audit) {
    return audit.fidelity().isEmpty()
        || audit.fidelity().equals(engine.configuration().gate().fidelity());
  }

  private AuditExpansion expansion() {
    return new AuditExpansion(engine.configuration(), engine.catalog());
  }

  @Override
  public Resolution resolve(UniqueIdSelector selector, Context context) {
    UniqueId id = selector.getUniqueId();
    if (!id.hasPrefix(engine.getUniqueId()) || id.equals(engine.getUniqueId())) {
      return Resolution.unresolved();
    }
    UniqueId.Segment last = id.getLastSegment();
    return switch (last.getType()) {
      case AuditNode.OfClass.SEGMENT ->
          ReflectionSupport.tryToLoadClass(last.getValue())
              .toOptional()
              .map(type -> resolve(selectClass(type), context))
              .orElseGet(Resolution::unresolved);
      case AuditNode.OfAudit.SEGMENT -> resolveAudit(id, context);
      case AuditNode.OfCheckpoint.SEGMENT -> resolveCheckpoint(id, context);
      case AuditNode.OfLayer.SEGMENT -> resolveLayer(id, context);
      case AuditLeaf.SEGMENT -> resolveTimestep(id, context);
      default -> Resolution.unresolved();
    };
  }

  private Resolution resolveAudit(UniqueId id, Context context) {
    String className = id.removeLastSegment().getLastSegment().getValue();
    return ReflectionSupport.tryToLoadClass(className)
        .toOptional()
        .flatMap(
            type ->
                new AuditClass(type)
                    .audits(id.getLastSegment().getValue()).stream()
                        .findFirst()
                        .map(method -> resolve(selectMethod(type, method), context)))
        .orElseGet(Resolution::unresolved);
  }

  private Resolution resolveCheckpoint(UniqueId id, Context context) {
    String checkpoint = id.getLastSegment().getValue();
    if (!isIn(expansion().checkpoints(), checkpoint, id)) {
      return Resolution.unresolved();
    }
    return context
        .addToParent(
            () -> selectUniqueId(id.removeLastSegment()),
            parent ->
                parent instanceof AuditNode.OfAudit audit
                    ? Optional.of(expansion().checkpointNode(audit, checkpoint))
                    : Optional.empty())
        .map(
            node ->
                node instanceof AuditNode.OfCheckpoint readable
                    ? match(node, AuditNode.OfLayer.SEGMENT, expansion().layers(readable))
                    : Resolution.match(Match.exact(node)))
        .orElseGet(Resolution::unresolved);
  }

  private Resolution resolveLayer(UniqueId id, Context context) {
    LayerName layer = new LayerName(id.getLastSegment().getValue());
    return context
        .addToParent(
            () -> selectUniqueId(id.removeLastSegment()),
            parent ->
                parent instanceof AuditNode.OfCheckpoint checkpoint
                        && isIn(expansion().layers(checkpoint), layer.path(), id)
                    ? Optional.of(expansion().layerNode(checkpoint, layer))
                    : Optional.empty())
        .map(
            node ->
                node instanceof AuditNode.OfLayer locatable
                    ? match(node, AuditLeaf.SEGMENT, expansion().timesteps(locatable.audit()))
                    : Resolution.match(Match.exact(node)))
        .orElseGet(Resolution::unresolved);
  }

  private Resolution resolveTimestep(UniqueId id, Context context) {
    String timestep = id.getLastSegment().getValue();
    return context
        .addToParent(
            () -> selectUniqueId(id.removeLastSegment()),
            parent ->
                parent instanceof AuditNode.OfLayer layer
                        && isIn(expansion().timesteps(layer.audit()), timestep, id)
                    ? Optional.of(new AuditLeaf(layer, Integer.parseInt(timestep)))
                    : Optional.empty())
        .map(leaf -> Resolution.match(Match.exact(leaf)))
        .orElseGet(Resolution::unresolved);
  }

  /**
   * Tells whether the run has what an id names; if not, that is said: else it looks like nothing.
   */
  private boolean isIn(List<String> there, String name, UniqueId id) {
    if (!there.contains(name)) {
      UniqueId.Segment last = id.getLastSegment();
      report(
          String.format(
              "%s was asked for, but its %s %s is left out of this run, which has %s: by the audit's"
                  + " own annotations, or by audit.checkpoint, audit.layers, audit.timesteps or"
                  + " audit.tier.",
              id, last.getType(), name, there.isEmpty() ? "none" : String.join(", ", there)));
    }
    return there.contains(name);
  }

  private static Resolution match(TestDescriptor node, String segment, List<String> children) {
    return Resolution.match(Match.exact(node, () -> childSelectors(node, segment, children)));
  }

  private static Set<DiscoverySelector> childSelectors(
      TestDescriptor node, String segment, List<String> children) {
    Set<DiscoverySelector> selectors = new LinkedHashSet<>();
    children.forEach(
        child -> selectors.add(selectUniqueId(node.getUniqueId().append(segment, child))));
    return selectors;
  }

  private void report(String problem) {
    issues.reportIssue(DiscoveryIssue.create(Severity.ERROR, problem));
  }
}
