package dev.plumbline.engine.measure.results;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.report.LeafGrids.Photographs;
import dev.plumbline.engine.plan.UserError;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What measuring one checkpoint came to; timesteps may be put into it at once. */
public final class CheckpointResults {

  private record Key(int timestep, LayerName layer, Class<? extends Measurement> type) {}

  private final String checkpoint;
  private Supplier<SortedMap<String, String>> facts = TreeMap::new;
  private Photographs photographs = image -> Optional.empty();
  private final Map<Key, Measurement> measurements = new HashMap<>();
  private final Map<Key, RuntimeException> failures = new HashMap<>();
  private final Map<Integer, RuntimeException> failedTimesteps = new HashMap<>();

  public CheckpointResults(String checkpoint) {
    this.checkpoint = checkpoint;
  }

  /** Says where small pictures of what is measured come from. */
  public synchronized void photographs(Photographs found) {
    photographs = found;
  }

  /** Says where to ask what the measurements rest on. */
  public synchronized void restOn(Supplier<SortedMap<String, String>> known) {
    facts = known;
  }

  /**
   * Finds out what the measurements rest on: hashes of the checkpoint and of its inputs, for which
   * both are read again.
   *
   * @return the facts by their names
   * @throws UserError if something cannot be read again
   */
  public synchronized SortedMap<String, String> facts() {
    return Collections.unmodifiableSortedMap(facts.get());
  }

  public String checkpoint() {
    return checkpoint;
  }

  public synchronized void put(
      int timestep, LayerName layer, Class<? extends Measurement> type, Measurement measurement) {
    measurements.put(new Key(timestep, layer, type), measurement);
  }

  public synchronized void failed(
      int timestep, LayerName layer, Class<? extends Measurement> type, RuntimeException failure) {
    failures.put(new Key(timestep, layer, type), failure);
  }

  public synchronized void failed(int timestep, RuntimeException failure) {
    failedTimesteps.put(timestep, failure);
  }

  /**
   * Makes sure that everything was measured that was to be.
   *
   * @throws UserError if a timestep or a measurement could not be; the message has all reasons
   */
  public synchronized void refuseFailures() {
    Set<String> reasons = new LinkedHashSet<>();
    new TreeMap<>(failedTimesteps).values().forEach(failure -> reasons.add(text(failure)));
    failures.values().stream().map(CheckpointResults::text).sorted().forEach(reasons::add);
    if (!reasons.isEmpty()) {
      throw new UserError(String.join("\n", reasons));
    }
  }

  private static String text(RuntimeException failure) {
    return failure instanceof UserError ? failure.getMessage() : failure.toString();
  }

  /** Returns small pictures of what was measured. */
  public synchronized Photographs photographs() {
    return photographs;
  }

  /**
   * Returns a measurement that the plan asked for.
   *
   * @param timestep the timestep
   * @param layer the layer
   * @param type the type of measurement
   * @throws RuntimeException whatever kept it from being measured, a {@link UserError} where the
   *     user can mend it
   */
  public synchronized Measurement measurement(
      int timestep, LayerName layer, Class<? extends Measurement> type) {
    if (failedTimesteps.containsKey(timestep)) {
      throw failedTimesteps.get(timestep);
    }
    Key key = new Key(timestep, layer, type);
    if (failures.containsKey(key)) {
      throw failures.get(key);
    }
    Measurement measurement = measurements.get(key);
    if (measurement == null) {
      throw new UserError(
          String.format(
              "%s, %s, t=%d: %s was not measured, since no image could be used",
              checkpoint, layer, timestep, type.getSimpleName()));
    }
    return measurement;
  }
}
