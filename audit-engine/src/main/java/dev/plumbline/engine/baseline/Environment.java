package dev.plumbline.engine.baseline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What figures rest on, as facts with a name: the checkpoint's hash, the images', the seed, the
 * probe, versions. Two runs may be compared if their facts allow it.
 *
 * @param facts the facts by their names
 */
public record Environment(SortedMap<String, String> facts) {

  /** With another one of these a figure means something else. */
  private static final Set<String> MEANING =
      Set.of("probe", "folds", "split", "noise", "preprocessing", "latent_size");

  /** Without one of these some of the figures that were recorded are not measured. */
  private static final Set<String> NEEDED = Set.of("control");

  private static final String NONE = "none";

  /** With others of these the images, or their noise, are not the same: two samples of scenes. */
  private static final Set<String> SAMPLE = Set.of("images_sha256", "seed", "noise_sha256");

  /** Others of these move figures a little; who reads a comparison should know. */
  private static final Set<String> REMARKABLE =
      Set.of(
          "latents_sha256",
          "prompt_sha256",
          "noise_schedule_sha256",
          "images",
          "device",
          "onnxruntime",
          "plumbline");

  /** How many leaves of the run were beyond a bound. */
  private static final String RED_LEAVES = "red_leaves";

  /** Copies the facts. Line breaks become blanks: a fact is a line. */
  public Environment {
    SortedMap<String, String> lines = new TreeMap<>();
    facts.forEach((name, value) -> lines.put(name, value.replaceAll("\\s+", " ").strip()));
    facts = Collections.unmodifiableSortedMap(lines);
  }

  /**
   * Returns why figures of the two cannot be compared: each says what is recorded, and what there
   * is now.
   *
   * @param now the environment of the run that is held against this one
   */
  public List<String> refusals(Environment now) {
    List<String> refusals = differences(MEANING, now);
    differencesOf(NEEDED.stream().filter(name -> !then(name).equals(NONE)), now)
        .forEach(refusals::add);
    return refusals;
  }

  /**
   * Returns why figures cannot be compared with those of a run of which only some facts are known.
   *
   * @param some facts of the run that is held against this one
   */
  public List<String> refusals(Map<String, String> some) {
    return refusals(with(some));
  }

  /**
   * Returns why images of one name are not the same image with the same noise; none if they are.
   *
   * @param now the environment of the run that is held against this one
   */
  public List<String> otherSample(Environment now) {
    return differences(SAMPLE, now);
  }

  /**
   * Returns why images of one name are not the same with the same noise as in a run of which only
   * some facts are known.
   *
   * @param some facts of the run that is held against this one
   */
  public List<String> otherSample(Map<String, String> some) {
    return otherSample(with(some));
  }

  /**
   * Returns what else differs that may move figures.
   *
   * @param now the environment of the run that is held against this one
   */
  public List<String> remarks(Environment now) {
    return differences(REMARKABLE, now);
  }

  /** Returns these facts with how many leaves of the run were beyond a bound. */
  public Environment withRedLeaves(int leaves) {
    return leaves == 0 ? this : with(Map.of(RED_LEAVES, Integer.toString(leaves)));
  }

  private Environment with(Map<String, String> others) {
    SortedMap<String, String> more = new TreeMap<>(facts);
    more.putAll(others);
    return new Environment(more);
  }

  /** Returns how many leaves of the run were beyond a bound, if any was. */
  public Optional<String> redLeaves() {
    return Optional.ofNullable(facts.get(RED_LEAVES));
  }

  private List<String> differences(Set<String> names, Environment now) {
    return new ArrayList<>(differencesOf(names.stream(), now).toList());
  }

  private Stream<String> differencesOf(Stream<String> names, Environment now) {
    return names
        .filter(name -> !then(name).equals(now.then(name)))
        .sorted()
        .map(name -> name + " is " + now.then(name) + " and was " + then(name));
  }

  private String then(String name) {
    return facts.getOrDefault(name, NONE);
  }
}
