package dev.plumbline.engine.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.LayerName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each image gave to each metric, as JSON lines: first the images, then a line for each
 * metric. docs/bounds.md, "The files of a baseline", says what stands in a line.
 */
final class ContributionsFile {

  private static final String LEAST = "least";
  private static final String MOST = "most";
  private static final String NUMERATORS = "numerators";
  private static final String DENOMINATORS = "denominators";

  private ContributionsFile() {}

  /** Writes contributions as text. The same contributions always are the same text. */
  static String text(SortedMap<MetricKey, Contributions> contributions) {
    SortedMap<String, String> scenes = new TreeMap<>();
    contributions
        .values()
        .forEach(given -> given.images().forEach(image -> scenes.put(image.name(), image.scene())));
    ImageLines lines = new ImageLines(scenes);
    contributions.forEach((key, given) -> lines.add(line(key, given, lines)));
    return lines.text();
  }

  private static ObjectNode line(MetricKey key, Contributions given, ImageLines lines) {
    ObjectNode line =
        ImageLines.line()
            .put("audit", key.audit())
            .put("metric", key.metric())
            .put("layer", key.layer().path())
            .put("timestep", key.timestep())
            .put("aggregate", given.aggregate().name().toLowerCase(Locale.ROOT));
    if (Double.isFinite(given.lowest())) {
      line.put(LEAST, given.lowest());
    }
    if (Double.isFinite(given.highest())) {
      line.put(MOST, given.highest());
    }
    if (given.size() < lines.images()) {
      ArrayNode some = line.putArray(ImageLines.IMAGES);
      given.images().forEach(image -> some.add(lines.number(image.name())));
    }
    Arrays.stream(given.numerators()).forEach(line.putArray(NUMERATORS)::add);
    double[] denominators = given.denominators();
    if (Arrays.stream(denominators).distinct().count() == 1) {
      line.put(DENOMINATORS, denominators[0]);
    } else {
      Arrays.stream(denominators).forEach(line.putArray(DENOMINATORS)::add);
    }
    return line;
  }

  /**
   * Reads contributions.
   *
   * @throws IllegalArgumentException if the text is not what {@link #text} writes; the message says
   *     which line
   */
  static SortedMap<MetricKey, Contributions> parse(String text) {
    SortedMap<MetricKey, Contributions> contributions = new TreeMap<>();
    ImageLines.read(
        text,
        (line, images) -> {
          MetricKey key =
              new MetricKey(
                  line.required("audit").textValue(),
                  line.required("metric").textValue(),
                  new LayerName(line.required("layer").textValue()),
                  line.required("timestep").intValue());
          contributions.put(key, contributions(line, images));
        });
    return contributions;
  }

  private static Contributions contributions(JsonNode node, List<Image> all) {
    List<Image> images = new ArrayList<>();
    if (node.has(ImageLines.IMAGES)) {
      node.get(ImageLines.IMAGES).forEach(index -> images.add(all.get(index.intValue())));
    } else {
      images.addAll(all);
    }
    double[] numerators = numbers(node.required(NUMERATORS), images.size());
    double[] denominators = numbers(node.required(DENOMINATORS), images.size());
    Aggregate aggregate =
        Aggregate.valueOf(node.required("aggregate").textValue().toUpperCase(Locale.ROOT));
    Contributions given =
        switch (aggregate) {
          case RATIO -> Contributions.ratio(images, numerators, denominators);
          case TOTAL -> Contributions.total(images, numerators);
          case MAXIMUM -> Contributions.maximum(images, numerators);
        };
    return given.within(
        node.path(LEAST).asDouble(Double.NEGATIVE_INFINITY),
        node.path(MOST).asDouble(Double.POSITIVE_INFINITY));
  }

  /** Reads a list of numbers, or one number that stands for as many as there are images. */
  private static double[] numbers(JsonNode node, int images) {
    double[] numbers = new double[node.isArray() ? node.size() : images];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = node.isArray() ? node.get(i) : node;
      if (!number.isNumber()) {
        throw new IllegalArgumentException(number + " is not a number");
      }
      numbers[i] = number.doubleValue();
    }
    return numbers;
  }
}
