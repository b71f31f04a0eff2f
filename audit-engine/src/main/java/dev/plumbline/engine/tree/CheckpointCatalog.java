package dev.plumbline.engine.tree;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What discovery knows of the checkpoints: the layers of each. No session is opened for it. */
public final class CheckpointCatalog {

  /**
   * One checkpoint.
   *
   * @param spec what the user named
   * @param layers its located layers, in the order in which data flows through them
   * @param refused layers that cannot be located, each with the reason
   * @param problem why it cannot be read; empty if it can
   */
  public record Entry(
      CheckpointSpec spec, List<LayerName> layers, Map<LayerName, String> refused, String problem) {

    /** Tells whether it cannot be read. */
    public boolean isBroken() {
      return !problem.isEmpty();
    }

    /** Tells whether there is a layer, be it one that cannot be located. */
    public boolean has(LayerName layer) {
      return layers.contains(layer) || refused.containsKey(layer);
    }
  }

  private final Controls controls;
  private final Map<String, CheckpointSpec> specs = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  CheckpointCatalog(Controls controls) {
    this.controls = controls;
    controls.checkpoints().forEach(spec -> specs.put(spec.name(), spec));
  }

  /** Returns the checkpoints' names in the order the user gave, each control behind its own. */
  public List<String> names() {
    return List.copyOf(specs.keySet());
  }

  /** Returns the name of a checkpoint's control, if it has one. */
  public Optional<String> controlOf(String name) {
    return controls.of(name);
  }

  /** Returns whether a checkpoint is a control of others. */
  public boolean isControl(String name) {
    return specs.get(name).control().isPresent();
  }

  /** Returns what is known of a checkpoint of this run. */
  public Entry entry(String name) {
    return entries.computeIfAbsent(name, n -> read(specs.get(n)));
  }

  private static Entry broken(CheckpointSpec spec, String problem) {
    return new Entry(spec, List.of(), Map.of(), problem);
  }

  private static Entry read(CheckpointSpec spec) {
    try {
      GraphIndex index = GraphIndex.read(CheckpointFiles.resolve(spec).unet());
      LayerLocation location = LayerLocator.locate(index);
      NetworkInterface.of(index); // throws if there is an input that nothing supplies
      if (spec.control().isPresent()) {
        Redrawing.of(index); // throws if it is not known how a constant is drawn
      }
      return new Entry(spec, location.names(), location.refused(), "");
    } catch (UserError e) {
      return broken(spec, e.getMessage());
    } catch (OutOfMemoryError e) {
      return broken(
          spec,
          spec.path()
              + ": reading what its graph says took more memory than Java may take ("
              + e.getMessage()
              + "). If the graph is meant to be that large, give Java more: -DargLine=-Xmx…");
    } catch (RuntimeException | Error e) { // an unforeseen graph must not end the others' audits
      return broken(spec, spec.path() + ": the graph cannot be understood (" + e + ")");
    }
  }
}
