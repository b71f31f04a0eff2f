package dev.plumbline.reports.results;

import dev.plumbline.api.LayerName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * One test of the audit tree: an audit of one layer of one checkpoint at one timestep. A checkpoint
 * or a layer that cannot be audited is a leaf too; it has no layer or no timestep.
 *
 * @param id its unique id, the same on every machine
 * @param name its name in other reports of the run: {@code method[checkpoint, layer, t=50]}
 * @param className the audit class's name, fully qualified
 * @param method the audit method's name
 * @param sentence what is true when the audit passes
 * @param checkpoint the checkpoint's name
 * @param layer the layer, if it got that far
 * @param timestep the timestep, if it got that far
 * @param phenomenon the phenomenon the audit looks for, if it names one
 * @param tags all tags, sorted
 */
public record Leaf(
    UniqueId id,
    String name,
    String className,
    String method,
    String sentence,
    String checkpoint,
    Optional<LayerName> layer,
    OptionalInt timestep,
    Optional<String> phenomenon,
    List<String> tags) {

  private static final String PHENOMENON_TAG = "phenomenon:";

  /** Reads a leaf from its node in the test plan. */
  static Leaf of(TestPlan plan, TestIdentifier node) {
    UniqueId id = node.getUniqueIdObject();
    List<String> tags = node.getTags().stream().map(TestTag::getName).sorted().toList();
    return new Leaf(
        id,
        node.getLegacyReportingName(),
        segment(id, "class").orElse(""),
        segment(id, "audit").orElse(""),
        sentence(plan, node),
        segment(id, "checkpoint").orElse(""),
        segment(id, "layer").map(LayerName::new),
        timestep(id),
        tags.stream()
            .filter(tag -> tag.startsWith(PHENOMENON_TAG))
            .map(tag -> tag.substring(PHENOMENON_TAG.length()))
            .findFirst(),
        tags);
  }

  /** Returns what bounds files and {@code metrics.csv} call the audit: {@code Class.method}. */
  public String audit() {
    int packageEnd = Math.max(className.lastIndexOf('.'), className.lastIndexOf('$'));
    return className.substring(packageEnd + 1) + "." + method;
  }

  private static Optional<String> segment(UniqueId id, String type) {
    return id.getSegments().stream()
        .filter(segment -> segment.getType().equals(type))
        .map(UniqueId.Segment::getValue)
        .findFirst();
  }

  private static OptionalInt timestep(UniqueId id) {
    Optional<String> text = segment(id, "timestep").filter(value -> value.matches("\\d{1,9}"));
    return text.isPresent() ? OptionalInt.of(Integer.parseInt(text.get())) : OptionalInt.empty();
  }

  private static String sentence(TestPlan plan, TestIdentifier node) {
    Optional<TestIdentifier> ancestor = Optional.of(node);
    while (ancestor.isPresent()) {
      if (ancestor.get().getUniqueIdObject().getLastSegment().getType().equals("audit")) {
        return ancestor.get().getDisplayName();
      }
      ancestor = plan.getParent(ancestor.get());
    }
    return "";
  }
}
