package dev.plumbline.api.report;

import dev.plumbline.api.LayerName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The figures that Loos and Linhardt, <i>Latent Diffusion U-Net Representations Contain Positional
 * Embeddings and Anomalies</i> (arXiv 2504.07008), published for one model: of each metric a value
 * per layer, at {@link #TIMESTEP}. Similarities are recounted: the paper's code counts the pairs of
 * the whole grid over the cropped one.
 */
public final class PublishedProfile {

  /** The timestep that the figures were published for. */
  public static final int TIMESTEP = 50;

  /** What may stand before a profile's name. */
  public static final String PREFIX = "published/";

  private static final String FILE = "published-profiles.csv";
  private static final Map<String, PublishedProfile> ALL = read();

  private final String name;
  private final Map<String, Map<LayerName, Figure>> metrics = new LinkedHashMap<>();

  private PublishedProfile(String name) {
    this.name = name;
  }

  /**
   * A published figure of one layer.
   *
   * @param value the figure
   * @param spread the standard deviation that was published with it, if one was
   */
  public record Figure(double value, OptionalDouble spread) {}

  /**
   * Reads a list of profiles.
   *
   * @param names names of profiles in commas, such as {@code sd15,published/sd-turbo}
   * @return the profiles, each once
   * @throws IllegalArgumentException if there is none of a name; the message says which there are
   */
  public static List<PublishedProfile> list(String names) {
    List<PublishedProfile> profiles = new ArrayList<>();
    for (String part : names.split(",", -1)) {
      String name = part.strip();
      PublishedProfile profile =
          ALL.get(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
      if (profile == null) {
        throw new IllegalArgumentException("expected " + String.join(", ", ALL.keySet()));
      }
      if (!profiles.contains(profile)) {
        profiles.add(profile);
      }
    }
    return profiles;
  }

  /** Returns the profile's name: {@code sd15}. */
  public String name() {
    return name;
  }

  /** Returns the names of the metrics that figures were published of. */
  public Set<String> metrics() {
    return Collections.unmodifiableSet(metrics.keySet());
  }

  /**
   * Returns the figures of a metric.
   *
   * @param metric the metric's name in {@code metrics.csv}
   * @return a figure per layer, in the network's order; empty if none was published
   */
  public Map<LayerName, Figure> layers(String metric) {
    return Collections.unmodifiableMap(metrics.getOrDefault(metric, Map.of()));
  }

  @Override
  public String toString() {
    return PREFIX + name;
  }

  private static Map<String, PublishedProfile> read() {
    Map<String, PublishedProfile> profiles = new LinkedHashMap<>();
    try (InputStream resource = PublishedProfile.class.getResourceAsStream(FILE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      lines.lines().skip(1).map(line -> line.split(",", -1)).forEach(row -> add(profiles, row));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
    return profiles;
  }

  /** Adds a row: profile, layer, metric, value, spread. No cell of the file has quotes. */
  private static void add(Map<String, PublishedProfile> profiles, String[] row) {
    if (row.length != 5) {
      throw new IllegalStateException(FILE + " has a row " + Arrays.toString(row));
    }
    OptionalDouble spread =
        row[4].isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(row[4]));
    profiles
        .computeIfAbsent(row[0], PublishedProfile::new)
        .metrics
        .computeIfAbsent(row[2], metric -> new LinkedHashMap<>())
        .put(new LayerName(row[1]), new Figure(Double.parseDouble(row[3]), spread));
  }
}
