package dev.plumbline.simulations;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.plan.SeenScenes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a checkpoint's images gave to its metrics, from which those of other images can be made. */
final class RecordedCheckpoint {

  static final String RECURRENCE = "norm.recurrence";
  static final String MAX_RELATIVE_NORM = "norm.max_relative_norm";
  static final String PREVALENCE = "norm.prevalence_robust_z8";
  static final String CORNERS = "similarity.difference.corner";
  static final String ACCURACY = "probe.lda.accuracy_8";

  /** What the built-in audits check that are simulated. All else is recorded. */
  static final Set<String> CHECKED =
      Set.of(RECURRENCE, MAX_RELATIVE_NORM, PREVALENCE, CORNERS, ACCURACY, "finite.non_finite");

  /** One image that was drawn: which one it is, and what it is called now. */
  private record DrawnImage(String recorded, Image image) {}

  /** What an image gave to a metric. */
  private record Part(double numerator, double denominator) {}

  private final SortedMap<MetricKey, Metric> metrics = new TreeMap<>();
  private final Map<MetricKey, Map<String, Part>> parts = new HashMap<>();

  /** For each layer and image the positions that are anomalous. */
  private final Map<LayerName, Map<String, List<Integer>>> places = new HashMap<>();

  private final SortedMap<String, List<String>> imagesOfScenes = new TreeMap<>();

  RecordedCheckpoint(Baseline baseline) {
    baseline.metrics().forEach(this::add);
  }

  private void add(MetricKey key, Metric metric) {
    if (key.metric().startsWith(AnomalousPlaces.PREFIX)) {
      int place = Integer.parseInt(key.metric().substring(AnomalousPlaces.PREFIX.length()));
      Map<String, List<Integer>> ofLayer =
          places.computeIfAbsent(key.layer(), layer -> new HashMap<>());
      parts(metric.contributions().orElseThrow())
          .forEach(
              (image, part) -> {
                if (part.numerator() > 0) {
                  ofLayer.computeIfAbsent(image, name -> new ArrayList<>()).add(place);
                }
              });
      return;
    }
    boolean isKnownByImage = metric.contributions().isPresent() || !metric.isApplicable();
    if (!isKnownByImage && !key.metric().equals(RECURRENCE)) {
      return; // what other images would have given is not known
    }
    metrics.put(key, metric);
    metric
        .contributions()
        .ifPresent(
            given -> {
              parts.put(key, parts(given));
              given.images().forEach(this::add);
            });
  }

  private void add(Image image) {
    List<String> images = imagesOfScenes.computeIfAbsent(image.scene(), s -> new ArrayList<>());
    if (!images.contains(image.name())) {
      images.add(image.name());
    }
  }

  private static Map<String, Part> parts(Contributions contributions) {
    Map<String, Part> parts = new HashMap<>();
    List<Image> images = contributions.images();
    double[] numerators = contributions.numerators();
    double[] denominators = contributions.denominators();
    for (int i = 0; i < images.size(); i++) {
      parts.put(images.get(i).name(), new Part(numerators[i], denominators[i]));
    }
    return parts;
  }

  List<String> scenes() {
    return List.copyOf(imagesOfScenes.keySet());
  }

  int imagesOf(String scene) {
    return imagesOfScenes.get(scene).size();
  }

  /** Returns the layers, by name. */
  Set<LayerName> layers() {
    Set<LayerName> layers = new LinkedHashSet<>();
    metrics.keySet().forEach(key -> layers.add(key.layer()));
    return layers;
  }

  /** Returns the metric of that name of a layer, as it was recorded. */
  Metric metric(LayerName layer, String name) {
    return metrics.entrySet().stream()
        .filter(one -> one.getKey().layer().equals(layer) && one.getKey().metric().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the metrics of the scenes drawn. */
  Map<MetricKey, Metric> measured(SceneDraw draw) {
    return measured(draw, Optional.empty());
  }

  /** Returns the metrics of the scenes drawn, with something planted. */
  Map<MetricKey, Metric> measured(SceneDraw draw, Optional<Plant> plant) {
    List<DrawnImage> images = images(draw);
    Map<MetricKey, Metric> drawn = new LinkedHashMap<>();
    metrics.forEach(
        (key, metric) -> {
          Optional<Plant> here = plant.filter(planted -> planted.layer().equals(key.layer()));
          drawn.put(
              key,
              key.metric().equals(RECURRENCE)
                  ? recurrence(key, metric, images, here)
                  : metric(key, metric, images, here));
        });
    return drawn;
  }

  /** Returns the layers' metrics of that name, as they were recorded. */
  SortedMap<MetricKey, Metric> metrics(String name) {
    SortedMap<MetricKey, Metric> named = new TreeMap<>(metrics);
    named.keySet().removeIf(key -> !key.metric().equals(name));
    return named;
  }

  /** Returns a mean over images of equal weight, image by image, of the scenes drawn. */
  Metric imageByImage(MetricKey key, SceneDraw draw) {
    Metric metric = metrics.get(key);
    Contributions all = metric.contributions().orElseThrow();
    Map<String, Part> recorded = parts.get(key);
    List<DrawnImage> with = new ArrayList<>(images(draw));
    with.removeIf(image -> !recorded.containsKey(image.recorded()));
    Contributions drawn =
        Contributions.ratio(
                with.stream().map(DrawnImage::image).toList(),
                with.stream().mapToDouble(i -> recorded.get(i.recorded()).numerator()).toArray(),
                with.stream().mapToDouble(i -> recorded.get(i.recorded()).denominator()).toArray())
            .within(all.lowest(), all.highest())
            .equallyWeighted();
    return Metric.of(metric.name(), drawn.value().orElseThrow(), drawn.size(), metric.worse())
        .withContributions(drawn);
  }

  /** Returns the scenes drawn, as they come in a run, with how many images each has. */
  List<SeenScenes.Scene> seen(SceneDraw draw) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    images(draw).forEach(image -> counts.merge(image.image().scene(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(scene -> new SeenScenes.Scene(scene.getKey(), scene.getValue(), false))
        .toList();
  }

  /** Returns what the images of the scenes drawn are called. */
  List<String> names(SceneDraw draw) {
    return images(draw).stream().map(image -> image.image().name()).toList();
  }

  private List<DrawnImage> images(SceneDraw draw) {
    List<DrawnImage> images = new ArrayList<>();
    for (int i = 0; i < draw.scenes().size(); i++) {
      String recorded = draw.scenes().get(i);
      String scene = String.format("%04d-%s", i, recorded);
      for (String name : imagesOfScenes.get(recorded)) {
        images.add(new DrawnImage(name, new Image(scene + "/" + name, scene)));
      }
    }
    return images;
  }

  private Metric metric(
      MetricKey key, Metric metric, List<DrawnImage> images, Optional<Plant> plant) {
    if (!metric.isApplicable()) {
      return metric;
    }
    Map<String, Part> recorded = parts.get(key);
    List<Image> with = new ArrayList<>();
    List<Part> given = new ArrayList<>();
    for (DrawnImage image : images) {
      Part part = recorded.get(image.recorded());
      if (part != null) {
        with.add(image.image());
        given.add(
            new Part(
                plant
                    .map(
                        planted ->
                            planted.numerator(
                                key.metric(),
                                image.image().name(),
                                part.numerator(),
                                part.denominator()))
                    .orElse(part.numerator()),
                part.denominator()));
      }
    }
    if (metric.contributions().orElseThrow().aggregate() == Aggregate.RATIO) {
      sumUpScenes(with, given);
    }
    double[] numerators = given.stream().mapToDouble(Part::numerator).toArray();
    double[] denominators = given.stream().mapToDouble(Part::denominator).toArray();
    Contributions all = metric.contributions().orElseThrow();
    Contributions contributions =
        switch (all.aggregate()) {
          case RATIO -> Contributions.ratio(with, numerators, denominators);
          case TOTAL -> Contributions.total(with, numerators);
          case MAXIMUM -> Contributions.maximum(with, numerators);
        };
    OptionalDouble value = contributions.value();
    return value.isEmpty()
        ? Metric.notApplicable(metric.name(), metric.worse(), "no image drawn has it")
        : new Metric(
            metric.name(),
            value,
            metric.sampleSize() * images.size() / all.size(),
            metric.worse(),
            Optional.empty(),
            "",
            Optional.of(contributions.within(all.lowest(), all.highest())));
  }

  /** Of means and shares scenes are judged, so one image may stand for all of its scene. */
  private static void sumUpScenes(List<Image> images, List<Part> parts) {
    Map<String, Part> sums = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      sums.merge(
          images.get(i).scene(),
          parts.get(i),
          (one, other) ->
              new Part(
                  one.numerator() + other.numerator(), one.denominator() + other.denominator()));
    }
    images.clear();
    sums.keySet().forEach(scene -> images.add(new Image(scene, scene)));
    parts.clear();
    parts.addAll(sums.values());
  }

  private Metric recurrence(
      MetricKey key, Metric metric, List<DrawnImage> images, Optional<Plant> plant) {
    Map<String, List<Integer>> ofLayer = places.getOrDefault(key.layer(), Map.of());
    Map<Integer, Integer> counts = new HashMap<>();
    for (DrawnImage image : images) {
      Set<Integer> anomalous =
          new LinkedHashSet<>(ofLayer.getOrDefault(image.recorded(), List.of()));
      plant.ifPresent(planted -> anomalous.addAll(planted.places(image.image().name())));
      anomalous.forEach(place -> counts.merge(place, 1, Integer::sum));
    }
    int most = counts.values().stream().mapToInt(count -> count).max().orElse(0);
    return Metric.of(metric.name(), (double) most / images.size(), images.size(), metric.worse());
  }
}
