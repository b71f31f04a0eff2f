package dev.plumbline.engine.tree;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.plumbline.api.Audit;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.plan.Glob;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
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
  private final Predicate<String> classNameFilter;
  private final DiscoveryIssueReporter issues;

  public AuditSelectorResolver(
      AuditEngineDescriptor engine,
      Predicate<String> classNameFilter,
      DiscoveryIssueReporter issues) {
    this.engine = engine;
    this.classNameFilter = classNameFilter;
    this.issues = DiscoveryIssueReporter.deduplicating(issues);
  }

  public static boolean isAuditClass(Class<?> candidate) {
    return AnnotationSupport.isAnnotated(candidate, ModelAudit.class);
  }

  @Override
  public Resolution resolve(ClassSelector selector, Context context) {
    Class<?> type = selector.getJavaClass();
    if (!isAuditClass(type) || !classNameFilter.test(type.getName()) || !isInstantiable(type)) {
      return Resolution.unresolved();
    }
    // the parent is the engine whatever selector led here, so it is not asked of the context
    UniqueId id = engine.getUniqueId().append(AuditNode.OfClass.SEGMENT, type.getName());
    Optional<? extends TestDescriptor> known =
        engine.getChildren().stream().filter(child -> child.getUniqueId().equals(id)).findAny();
    AuditNode.OfClass node =
        known
            .map(AuditNode.OfClass.class::cast)
            .orElseGet(
                () -> {
                  String name =
                      AnnotationSupport.findAnnotation(type, ModelAudit.class)
                          .map(ModelAudit::value)
                          .orElse("");
                  AuditNode.OfClass made =
                      new AuditNode.OfClass(
                          engine.getUniqueId(), type, name.isEmpty() ? type.getSimpleName() : name);
                  engine.addChild(made);
                  return made;
                });
    if (auditMethods(type).isEmpty()) {
      issues.reportIssue(
          DiscoveryIssue.create(
              Severity.WARNING,
              "@ModelAudit class " + type.getName() + " has no @Audit method, so nothing runs"));
    }
    return Resolution.match(Match.exact(node, () -> auditSelectors(type)));
  }

  private boolean isInstantiable(Class<?> type) {
    boolean hasConstructor =
        Stream.of(type.getDeclaredConstructors())
            .anyMatch(c -> c.getParameterCount() == 0 && !ModifierSupport.isPrivate(c));
    if (hasConstructor && !ModifierSupport.isAbstract(type) && !ModifierSupport.isPrivate(type)) {
      return true;
    }
    report(
        "@ModelAudit class "
            + type.getName()
            + " must be concrete, not private, and have a constructor without parameters");
    return false;
  }

  private static Set<DiscoverySelector> auditSelectors(Class<?> type) {
    Set<DiscoverySelector> selectors = new LinkedHashSet<>();
    auditMethods(type).forEach(method -> selectors.add(selectMethod(type, method)));
    return selectors;
  }

  private static List<Method> auditMethods(Class<?> type) {
    return AnnotationSupport.findAnnotatedMethods(
        type, Audit.class, HierarchyTraversalMode.TOP_DOWN);
  }

  @Override
  public Resolution resolve(MethodSelector selector, Context context) {
    Class<?> type = selector.getJavaClass();
    Method method = selector.getJavaMethod();
    if (!isAuditClass(type) || !AnnotationSupport.isAnnotated(method, Audit.class)) {
      return Resolution.unresolved();
    }
    AuditMethod audit = new AuditMethod(type, method);
    List<String> problems = audit.problems(Measurer.registeredProviders().keySet());
    problems.forEach(this::report);
    long namesakes =
        auditMethods(type).stream().filter(m -> m.getName().equals(method.getName())).count();
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
    if (!problems.isEmpty() || namesakes > 1) {
      return Resolution.unresolved();
    }
    return context
        .addToParent(
            () -> selectClass(type),
            parent -> Optional.of(new AuditNode.OfAudit(parent.getUniqueId(), audit)))
        .map(node -> match(node, AuditNode.OfCheckpoint.SEGMENT, engine.catalog().names()))
        .orElseGet(Resolution::unresolved);
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
                auditMethods(type).stream()
                    .filter(m -> m.getName().equals(id.getLastSegment().getValue()))
                    .findFirst()
                    .map(method -> resolve(selectMethod(type, method), context)))
        .orElseGet(Resolution::unresolved);
  }

  private Resolution resolveCheckpoint(UniqueId id, Context context) {
    String checkpoint = id.getLastSegment().getValue();
    if (!engine.catalog().names().contains(checkpoint)) {
      return Resolution.unresolved();
    }
    return context
        .addToParent(
            () -> selectUniqueId(id.removeLastSegment()),
            parent ->
                parent instanceof AuditNode.OfAudit audit
                    ? Optional.of(checkpointNode(audit, checkpoint))
                    : Optional.empty())
        .map(
            node ->
                node instanceof AuditNode.OfCheckpoint readable
                    ? match(node, AuditNode.OfLayer.SEGMENT, layersOf(readable))
                    : Resolution.match(Match.exact(node)))
        .orElseGet(Resolution::unresolved);
  }

  /** A checkpoint that cannot be read, or one in which a glob matches nothing, is a broken leaf. */
  private AuditNode checkpointNode(AuditNode.OfAudit parent, String checkpoint) {
    CheckpointCatalog.Entry entry = engine.catalog().entry(checkpoint);
    if (entry.isBroken()) {
      return BrokenLeaf.ofCheckpoint(parent, checkpoint, checkpoint + ": " + entry.problem());
    }
    for (List<Glob> globs : List.of(parent.audit().layers(), engine.configuration().layers())) {
      for (Glob glob : globs) {
        if (allLayers(entry).noneMatch(glob::matches)) {
          return BrokenLeaf.ofCheckpoint(
              parent,
              checkpoint,
              String.format(
                  "%s: no layer matches '%s'; its %d layers are %s",
                  checkpoint, glob, entry.layers().size(), entry.layers()));
        }
      }
    }
    return new AuditNode.OfCheckpoint(parent.getUniqueId(), parent.audit(), checkpoint);
  }

  private static Stream<LayerName> allLayers(CheckpointCatalog.Entry entry) {
    return Stream.concat(entry.layers().stream(), entry.refused().keySet().stream());
  }

  private List<String> layersOf(AuditNode.OfCheckpoint node) {
    CheckpointCatalog.Entry entry = engine.catalog().entry(node.checkpoint());
    return Stream.of(entry.layers(), entry.refused().keySet())
        .map(
            layers ->
                layers.stream()
                    .filter(layer -> Glob.anyMatches(node.audit().layers(), layer))
                    .toList())
        .flatMap(layers -> engine.configuration().layers(layers).stream())
        .map(LayerName::path)
        .toList();
  }

  private Resolution resolveLayer(UniqueId id, Context context) {
    LayerName layer = new LayerName(id.getLastSegment().getValue());
    return context
        .addToParent(
            () -> selectUniqueId(id.removeLastSegment()),
            parent ->
                parent instanceof AuditNode.OfCheckpoint checkpoint
                        && layersOf(checkpoint).contains(layer.path())
                    ? Optional.of(layerNode(checkpoint, layer))
                    : Optional.empty())
        .map(
            node ->
                node instanceof AuditNode.OfLayer locatable
                    ? match(node, AuditLeaf.SEGMENT, timestepsOf(locatable.audit()))
                    : Resolution.match(Match.exact(node)))
        .orElseGet(Resolution::unresolved);
  }

  private AuditNode layerNode(AuditNode.OfCheckpoint parent, LayerName layer) {
    AuditNode.OfLayer node = new AuditNode.OfLayer(parent, layer);
    String refusal = engine.catalog().entry(parent.checkpoint()).refused().get(layer);
    return refusal == null
        ? node
        : BrokenLeaf.ofLayer(parent, node, parent.checkpoint() + ", " + layer + ": " + refusal);
  }

  private List<String> timestepsOf(AuditMethod audit) {
    return engine.configuration().timesteps(audit.timesteps()).stream()
        .map(String::valueOf)
        .toList();
  }

  private Resolution resolveTimestep(UniqueId id, Context context) {
    String timestep = id.getLastSegment().getValue();
    return context
        .addToParent(
            () -> selectUniqueId(id.removeLastSegment()),
            parent ->
                parent instanceof AuditNode.OfLayer layer
                        && timestepsOf(layer.audit()).contains(timestep)
                    ? Optional.of(new AuditLeaf(layer, Integer.parseInt(timestep)))
                    : Optional.empty())
        .map(leaf -> Resolution.match(Match.exact(leaf)))
        .orElseGet(Resolution::unresolved);
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
