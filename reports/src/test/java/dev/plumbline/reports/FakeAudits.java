package dev.plumbline.reports;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.LayerOrder;
import dev.plumbline.api.report.LeafContributions;
import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunEnding;
import dev.plumbline.api.report.RunNote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

/**
 * An engine with the audit engine's id and tree, whose nodes do as a test tells them. It runs in a
 * real launcher.
 */
public final class FakeAudits implements TestEngine {

  /** A node of the tree and what happens to it. */
  public static final class Node extends AbstractTestDescriptor {

    private final Type type;
    private final String legacyName;
    private final Set<TestTag> tags = new LinkedHashSet<>();
    private final List<ReportEntry> entries = new ArrayList<>();
    private LeafContributions contributions = new LeafContributions(Map.of());
    private LeafGrids grids = new LeafGrids(List.of(), image -> Optional.empty());
    private TestExecutionResult result = TestExecutionResult.successful();
    private String skipReason;
    private Runnable action = () -> {};
    private boolean silent;
    private boolean parallel;

    private Node(UniqueId id, String displayName, String legacyName, Type type, TestSource source) {
      super(id, displayName, source);
      this.type = type;
      this.legacyName = legacyName;
    }

    public Node fails(Throwable thrown) {
      result = TestExecutionResult.failed(thrown);
      return this;
    }

    public Node aborts(String reason) {
      result = TestExecutionResult.aborted(new TestAbortedException(reason));
      return this;
    }

    public Node skipped(String reason) {
      skipReason = reason;
      return this;
    }

    /** Something happens when it is the node's turn. */
    public Node does(Runnable something) {
      action = something;
      return this;
    }

    /** Nothing is ever heard of the node. */
    public Node silent() {
      silent = true;
      return this;
    }

    /** The node's children run at the same time. */
    public Node parallel() {
      parallel = true;
      return this;
    }

    public Node records(MetricRecord... metrics) {
      for (MetricRecord metric : metrics) {
        publishes(metric.toEntry());
      }
      return this;
    }

    /** The node says what each image gave to a metric. */
    public Node contributes(String metric, Contributions given) {
      Map<String, Contributions> all = new LinkedHashMap<>(contributions.byMetric());
      all.put(metric, given);
      contributions = new LeafContributions(all);
      return this;
    }

    /** The node's measurements have maps. */
    public Node shows(LeafGrids maps) {
      grids = maps;
      return this;
    }

    public Node publishes(Map<String, String> entry) {
      entries.add(ReportEntry.from(entry));
      return this;
    }

    @Override
    public Type getType() {
      return type;
    }

    @Override
    public String getLegacyReportingName() {
      return legacyName;
    }

    @Override
    public Set<TestTag> getTags() {
      return Set.copyOf(tags);
    }

    private void run(EngineExecutionListener listener) {
      if (silent) {
        return;
      }
      if (skipReason != null) {
        listener.executionSkipped(this, skipReason);
        return;
      }
      listener.executionStarted(this);
      action.run();
      entries.forEach(entry -> listener.reportingEntryPublished(this, entry));
      contributions.publish(
          entry -> listener.reportingEntryPublished(this, ReportEntry.from(entry)));
      grids.publish(entry -> listener.reportingEntryPublished(this, ReportEntry.from(entry)));
      (parallel ? getChildren().parallelStream() : getChildren().stream())
          .forEach(child -> ((Node) child).run(listener));
      listener.executionFinished(this, result);
    }
  }

  private static final UniqueId ROOT = UniqueId.forEngine("model-audit");

  private final List<Node> classes = new ArrayList<>();
  private final List<String> issues = new ArrayList<>();
  private final List<RunNote> notes = new ArrayList<>();
  private final List<LayerOrder> orders = new ArrayList<>();
  private final List<Exploration> explorations = new ArrayList<>();
  private TestExecutionResult engineResult = TestExecutionResult.successful();
  private Optional<Consumer<List<String>>> ending = Optional.empty();

  /** Adds an audit, its class with it if need be. */
  public Node audit(String className, String method, String sentence) {
    Node ofClass = child(classes, ROOT.append("class", className), className);
    Node audit =
        new Node(
            ofClass.getUniqueId().append("audit", method),
            sentence,
            method,
            TestDescriptor.Type.CONTAINER,
            MethodSource.from(className, method));
    ofClass.addChild(audit);
    return audit;
  }

  private static Node child(List<Node> siblings, UniqueId id, String className) {
    for (Node sibling : siblings) {
      if (sibling.getUniqueId().equals(id)) {
        return sibling;
      }
    }
    Node added =
        new Node(
            id, className, className, TestDescriptor.Type.CONTAINER, ClassSource.from(className));
    siblings.add(added);
    return added;
  }

  /** Returns the container of an audit's checkpoint or layer. */
  public static Node container(Node parent, String type, String value, String displayName) {
    UniqueId id = parent.getUniqueId().append(type, value);
    for (TestDescriptor sibling : parent.getChildren()) {
      if (sibling.getUniqueId().equals(id)) {
        return (Node) sibling;
      }
    }
    Node added = new Node(id, displayName, displayName, TestDescriptor.Type.CONTAINER, null);
    parent.addChild(added);
    return added;
  }

  /** Adds a leaf to an audit, its checkpoint and its layer with it if need be. */
  public static Node leaf(Node audit, String checkpoint, String layer, int timestep) {
    Node ofCheckpoint = container(audit, "checkpoint", checkpoint, checkpoint);
    LayerName name = new LayerName(layer);
    Node ofLayer = container(ofCheckpoint, "layer", name.path(), name.toString());
    Node leaf =
        new Node(
            ofLayer.getUniqueId().append("timestep", Integer.toString(timestep)),
            "t=" + timestep,
            audit.getLegacyReportingName()
                + "["
                + checkpoint
                + ", "
                + name
                + ", t="
                + timestep
                + "]",
            TestDescriptor.Type.TEST,
            audit.getSource().orElseThrow());
    tag(leaf, "checkpoint:" + checkpoint);
    tag(leaf, "block:" + name.block());
    tag(leaf, "layer:" + name.path());
    tag(leaf, "timestep:" + timestep);
    tag(leaf, "phenomenon:corner-similarity");
    ofLayer.addChild(leaf);
    return leaf;
  }

  /** Adds a checkpoint that is a leaf itself, because it cannot be read. */
  public static Node unreadable(Node audit, String checkpoint) {
    Node leaf =
        new Node(
            audit.getUniqueId().append("checkpoint", checkpoint),
            checkpoint,
            audit.getLegacyReportingName() + "[" + checkpoint + "]",
            TestDescriptor.Type.TEST,
            audit.getSource().orElseThrow());
    tag(leaf, "checkpoint:" + checkpoint);
    audit.addChild(leaf);
    return leaf;
  }

  /** Makes a metric of a leaf that is held against an upper bound. */
  public static MetricRecord metric(Node leaf, String name, double value, double atMost) {
    return record(
        leaf,
        name,
        OptionalDouble.of(value),
        OptionalDouble.of(atMost),
        value <= atMost ? MetricVerdict.PASSED : MetricVerdict.FAILED);
  }

  /** Makes a metric of a leaf that may be at most so much, since its baseline has that figure. */
  public static MetricRecord against(
      Node leaf, String name, double value, double atMost, double baseline) {
    boolean isBetter = baseline - value > atMost - baseline;
    OptionalDouble adjusted = value > atMost ? OptionalDouble.of(0.0002) : OptionalDouble.empty();
    return earlier(
        metric(leaf, name, value, atMost),
        value <= atMost ? MetricVerdict.PASSED : MetricVerdict.FAILED,
        Optional.of(new AgainstBaseline(baseline, adjusted, isBetter)),
        OptionalDouble.empty());
  }

  /** Makes a metric of a leaf whose violation was accepted at a figure. */
  public static MetricRecord accepted(
      Node leaf, String name, double value, double atMost, double at) {
    return earlier(
        metric(leaf, name, value, atMost),
        value <= atMost ? MetricVerdict.PASSED : MetricVerdict.FROZEN,
        Optional.empty(),
        OptionalDouble.of(at));
  }

  /** Makes of a metric one of which the scenes cannot tell whether it is beyond its bound. */
  public static MetricRecord undecided(MetricRecord metric) {
    return earlier(metric, MetricVerdict.INCONCLUSIVE, metric.baseline(), metric.frozen());
  }

  private static MetricRecord earlier(
      MetricRecord metric,
      MetricVerdict verdict,
      Optional<AgainstBaseline> baseline,
      OptionalDouble frozen) {
    return new MetricRecord(
        metric.checkpoint(),
        metric.audit(),
        metric.metric(),
        metric.layer(),
        metric.timestep(),
        metric.value(),
        metric.ciLow(),
        metric.ciHigh(),
        metric.n(),
        metric.atLeast(),
        metric.atMost(),
        verdict,
        metric.scenes(),
        baseline,
        frozen,
        metric.imagesDecided());
  }

  /** Makes a metric of a leaf whose figure does not exist. */
  public static MetricRecord notApplicable(Node leaf, String name) {
    return record(
        leaf, name, OptionalDouble.empty(), OptionalDouble.empty(), MetricVerdict.NOT_APPLICABLE);
  }

  private static MetricRecord record(
      Node leaf, String name, OptionalDouble value, OptionalDouble atMost, MetricVerdict verdict) {
    Map<String, String> keys = new HashMap<>();
    leaf.getUniqueId().getSegments().forEach(key -> keys.put(key.getType(), key.getValue()));
    String className = keys.get("class");
    return new MetricRecord(
        keys.get("checkpoint"),
        className.substring(className.lastIndexOf('.') + 1) + "." + keys.get("audit"),
        name,
        new LayerName(keys.get("layer")),
        Integer.parseInt(keys.get("timestep")),
        value,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        64,
        OptionalDouble.empty(),
        atMost,
        verdict,
        OptionalInt.empty());
  }

  public void note(RunNote.Kind kind, String name, String text) {
    notes.add(new RunNote(kind, name, text));
  }

  /** The engine publishes in which order data flows through a checkpoint's layers. */
  public void orders(String checkpoint, String... layers) {
    orders.add(new LayerOrder(checkpoint, Arrays.stream(layers).map(LayerName::new).toList()));
  }

  /** The engine publishes what can be explored, before the leaves run. */
  public void explores(Exploration exploration) {
    explorations.add(exploration);
  }

  public void engineFails(Throwable thrown) {
    engineResult = TestExecutionResult.failed(thrown);
  }

  /** The engine says when it ends, and fails if something is missing; this hears what. */
  public void ends(Consumer<List<String>> hears) {
    ending = Optional.of(hears);
  }

  /** Runs the audits in a launcher of their own. */
  public void run(TestExecutionListener listener, Map<String, String> parameters) {
    launcher(listener).execute(request(parameters));
  }

  /** Makes a launcher that knows this engine and this listener only. */
  public Launcher launcher(TestExecutionListener listener, TestEngine... others) {
    return LauncherFactory.create(
        LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .addTestEngines(this)
            .addTestEngines(others)
            .addTestExecutionListeners(listener)
            .build());
  }

  /** Makes a request for all leaves, or for some. */
  public static LauncherDiscoveryRequest request(Map<String, String> parameters, Node... leaves) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (Node leaf : leaves) {
      selectors.add(DiscoverySelectors.selectUniqueId(leaf.getUniqueId()));
    }
    return LauncherDiscoveryRequestBuilder.request()
        .enableImplicitConfigurationParameters(false)
        .configurationParameters(parameters)
        .selectors(selectors)
        .build();
  }

  @Override
  public String getId() {
    return "model-audit";
  }

  /** Discovery finds something that no run may begin with. */
  public void criticalIssue(String message) {
    issues.add(message);
  }

  @Override
  public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId id) {
    for (String issue : issues) {
      request
          .getDiscoveryListener()
          .issueEncountered(id, DiscoveryIssue.create(DiscoveryIssue.Severity.ERROR, issue));
    }
    EngineDescriptor engine = new EngineDescriptor(id, "Model audits");
    classes.forEach(engine::addChild);
    List<UniqueId> selected =
        request.getSelectorsByType(UniqueIdSelector.class).stream()
            .map(UniqueIdSelector::getUniqueId)
            .toList();
    if (!selected.isEmpty()) {
      engine.getDescendants().stream()
          .filter(node -> node.isTest() && !selected.contains(node.getUniqueId()))
          .toList()
          .forEach(TestDescriptor::removeFromHierarchy);
    }
    return engine;
  }

  @Override
  public void execute(ExecutionRequest request) {
    EngineExecutionListener listener = request.getEngineExecutionListener();
    TestDescriptor engine = request.getRootTestDescriptor();
    listener.executionStarted(engine);
    notes.forEach(
        note -> listener.reportingEntryPublished(engine, ReportEntry.from(note.toEntry())));
    orders.forEach(
        order -> listener.reportingEntryPublished(engine, ReportEntry.from(order.toEntry())));
    explorations.forEach(
        exploration ->
            exploration.publish(
                entry -> listener.reportingEntryPublished(engine, ReportEntry.from(entry))));
    engine.getChildren().forEach(child -> ((Node) child).run(listener));
    ending.ifPresent(
        hears -> {
          List<String> missing =
              RunEnding.publish(
                  entry -> listener.reportingEntryPublished(engine, ReportEntry.from(entry)));
          hears.accept(missing);
          if (!missing.isEmpty()) {
            engineFails(new IllegalStateException(String.join("\n", missing)));
          }
        });
    listener.executionFinished(engine, engineResult);
  }

  private static void tag(Node leaf, String tag) {
    // The platform refuses tags with blanks or reserved characters; so does the engine.
    if (TestTag.isValid(tag)) {
      leaf.tags.add(TestTag.create(tag));
    }
  }
}
