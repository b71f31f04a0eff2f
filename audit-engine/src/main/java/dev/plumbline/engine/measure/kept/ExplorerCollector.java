package dev.plumbline.engine.measure.kept;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.Halves;
import dev.plumbline.engine.checkpoint.backbone.Backbone;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.heads.RepresentationHead;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Explorer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Collects representations for the explorer while they are measured: of a few images, as far as
 * they fit into its limit. What is measured does not depend on it. Timesteps may be collected at
 * once, and in any order.
 */
public final class ExplorerCollector {

  /** Where the largest value of a representation is put among the halves, which end at 2^16. */
  private static final int TOP_EXPONENT = 14;

  private static final int NAMED_AT_MOST = 12;

  private final Explorer wanted;
  private final CheckpointPlan plan;
  private final List<SourceImage> inputs;
  private final ExplorerChoice choice;
  private final Map<ExplorerChoice.Item, Exploration.Representation> collected = new HashMap<>();
  private final Map<Integer, List<Integer>> added = new HashMap<>();
  private List<Integer> images = List.of();

  /**
   * Makes a collector.
   *
   * @param wanted what the user wants
   * @param plan what is measured
   * @param layers the layers of the network, in its order
   * @param backbone the family that the network is of
   * @param inputs what it is run on
   */
  public ExplorerCollector(
      Explorer wanted,
      CheckpointPlan plan,
      List<LayerName> layers,
      Backbone backbone,
      InputSet inputs) {
    this.wanted = wanted;
    this.plan = plan;
    this.inputs = inputs.images();
    Set<LayerName> measured = plan.layers();
    this.choice =
        new ExplorerChoice(
            wanted,
            layers.stream().filter(measured::contains).toList(),
            backbone::isAttention,
            inputs.images().size());
  }

  /** Returns the layers whose values may be asked for. */
  public Set<LayerName> candidates() {
    return choice.candidates();
  }

  /** What is collected at one timestep. Only what is finished counts. */
  public final class Pass {

    private final int timestep;
    private final List<MeasuredLayer> layers;
    private final Map<MeasuredLayer, Halves[]> halves = new LinkedHashMap<>();

    private Pass(int timestep, List<MeasuredLayer> layers) {
      this.timestep = timestep;
      this.layers =
          layers.stream().filter(layer -> choice.shows(layer.tap().layer(), timestep)).toList();
      this.layers.forEach(layer -> halves.put(layer, new Halves[images.size()]));
    }

    /** Returns the layers whose values are needed of a run on some images. */
    public List<MeasuredLayer> layers(List<Integer> run) {
      return run.stream().anyMatch(images::contains) ? layers : List.of();
    }

    /** Returns the images that are shown. */
    public List<Integer> images() {
      return layers.isEmpty() ? List.of() : images;
    }

    /** Takes an image, if it is one of those that are shown. */
    public void add(int image, RunOutputs full, int index) {
      int place = images.indexOf(image);
      if (place >= 0) {
        halves.forEach(
            (layer, places) -> places[place] = halves(RepresentationHead.view(full, layer, index)));
      }
    }

    /** Keeps what was collected. */
    public void finish() {
      synchronized (ExplorerCollector.this) {
        keep();
      }
    }

    /** Of a pass over some images only, not all that are shown have come. */
    private void keep() {
      List<Integer> came = IntStream.range(0, images.size()).filter(this::came).boxed().toList();
      added.put(timestep, came);
      if (came.isEmpty()) {
        return;
      }
      halves.forEach(
          (layer, places) ->
              collected.put(
                  new ExplorerChoice.Item(layer.tap().layer(), timestep),
                  new Exploration.Representation(
                      layer.tap().layer(),
                      timestep,
                      layer.shape().channels(),
                      layer.shape().height(),
                      layer.shape().width(),
                      came.stream().map(place -> places[place]).toList())));
    }

    private boolean came(int place) {
      return halves.values().stream().allMatch(places -> places[place] != null);
    }
  }

  /**
   * Begins a timestep. Several devices may begin in any order: what is chosen does not depend on it
   * where all timesteps measure the same layers.
   *
   * @param timestep the timestep
   * @param layers the layers that are measured at it
   */
  public synchronized Pass begin(int timestep, List<MeasuredLayer> layers) {
    Map<LayerName, Long> values = new HashMap<>();
    for (MeasuredLayer layer : layers) {
      values.put(layer.tap().layer(), (long) layer.shape().channels() * layer.shape().tokens());
    }
    Map<Integer, Set<LayerName>> passes = new TreeMap<>();
    plan.passes().forEach((t, needs) -> passes.put(t, needs.keySet()));
    choice.decide(values, passes);
    if (images.isEmpty()) {
      images = images(choice.images());
    }
    return new Pass(timestep, layers);
  }

  /** Chooses images of different scenes, as long as there are such. */
  private List<Integer> images(int count) {
    Set<Integer> chosen = new LinkedHashSet<>();
    Set<String> scenes = new HashSet<>();
    for (int i = 0; i < inputs.size() && chosen.size() < count; i++) {
      if (scenes.add(inputs.get(i).scene())) {
        chosen.add(i);
      }
    }
    for (int i = 0; i < inputs.size() && chosen.size() < count; i++) {
      chosen.add(i);
    }
    return List.copyOf(chosen);
  }

  /**
   * Gives out what was collected at a timestep, of all images that are shown.
   *
   * @param timestep the timestep, which is finished
   */
  public ExploredPart part(int timestep) {
    return chunk(timestep).part();
  }

  /**
   * Gives out what was collected at a timestep of those of the images that came.
   *
   * @param timestep the timestep, which is finished for these images
   */
  public synchronized ExploredChunk chunk(int timestep) {
    List<Integer> came = Optional.ofNullable(added.remove(timestep)).orElse(List.of());
    List<Exploration.Representation> representations = new ArrayList<>();
    for (LayerName layer : candidates()) {
      Optional.ofNullable(collected.remove(new ExplorerChoice.Item(layer, timestep)))
          .ifPresent(representations::add);
    }
    ExploredPart part =
        new ExploredPart(
            came.stream().map(place -> inputs.get(images.get(place)).name()).toList(),
            representations,
            List.copyOf(candidates()),
            notes(),
            representations.isEmpty() ? obstacle() : Optional.empty());
    return new ExploredChunk(part, came);
  }

  private Optional<String> obstacle() {
    if (wanted.images() == 0) {
      return Optional.empty();
    }
    if (candidates().isEmpty()) {
      return Optional.of("audit.explorer.layers matches none of the layers that are measured");
    }
    return choice.leftOut().isEmpty()
        ? Optional.empty() // nothing was measured; that is told elsewhere
        : Optional.of(
            "no representation fits into its part of audit.explorer.limit, " + megabytes());
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (choice.images() < choice.wantedImages()) {
      notes.add(
          String.format(
              "%d images in place of %d, so that the outputs of more blocks fit into %s.",
              choice.images(), choice.wantedImages(), megabytes()));
    }
    Map<LayerName, List<Integer>> missing = new LinkedHashMap<>();
    for (LayerName layer : candidates()) {
      choice.leftOut().stream()
          .filter(item -> item.layer().equals(layer))
          .forEach(
              item -> missing.computeIfAbsent(layer, l -> new ArrayList<>()).add(item.timestep()));
    }
    if (!missing.isEmpty()) {
      String named =
          missing.entrySet().stream()
              .limit(NAMED_AT_MOST)
              .map(entry -> entry.getKey() + " (" + timesteps(entry.getValue()) + ")")
              .collect(Collectors.joining(", "));
      int more = missing.size() - NAMED_AT_MOST;
      notes.add(
          String.format(
              "Left out, since it would be more than %s: %s%s. audit.explorer.layers says which"
                  + " layers are wanted, audit.explorer.limit how many megabytes.",
              megabytes(), named, more > 0 ? " and " + more + " more layers" : ""));
    }
    return notes;
  }

  private static String timesteps(List<Integer> timesteps) {
    return timesteps.stream().sorted().map(t -> "t=" + t).collect(Collectors.joining(", "));
  }

  private String megabytes() {
    return String.format(Locale.ROOT, "%.1f MB", wanted.limit() / 1e6);
  }

  /** Rounds values to halves; what is not finite stays so. */
  static Halves halves(FloatBuffer values) {
    float largest = 0;
    for (int i = 0; i < values.capacity(); i++) {
      float value = values.get(i);
      if (Float.isFinite(value)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    int exponent = largest == 0 ? 0 : Math.getExponent(largest) - TOP_EXPONENT;
    short[] bits = new short[values.capacity()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Fp16Conversions.floatToFp16(Math.scalb(values.get(i), -exponent));
    }
    return new Halves(exponent, bits);
  }
}
