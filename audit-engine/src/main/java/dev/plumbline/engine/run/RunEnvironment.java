package dev.plumbline.engine.run;

import dev.plumbline.engine.baseline.Environment;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the figures of a run rest on, by checkpoint: what was chosen for the run, what measuring
 * found out, and the versions of what measured. It stands in baselines.
 */
final class RunEnvironment {

  /** Those facts about the run that stand in a baseline. */
  private static final Set<String> RUN_FACTS =
      Set.of("probe", "folds", "split", "noise", "control", "seed", "device", "onnxruntime");

  private final Function<String, Map<String, String>> measured;
  private final RunLog log;
  private final Map<String, Environment> known = new HashMap<>();

  /**
   * Makes it for a run.
   *
   * @param measured returns the facts about a checkpoint, which it measures if need be
   * @param log knows the facts about the run
   */
  RunEnvironment(Function<String, Map<String, String>> measured, RunLog log) {
    this.measured = measured;
    this.log = log;
  }

  /**
   * Returns what the figures of a checkpoint rest on. The checkpoint's files and the images are
   * read for it, the first time.
   *
   * @throws dev.plumbline.engine.plan.UserError if they cannot be read
   */
  synchronized Environment of(String checkpoint) {
    return known.computeIfAbsent(checkpoint, this::findOut);
  }

  private Environment findOut(String checkpoint) {
    TreeMap<String, String> facts = new TreeMap<>(measured.apply(checkpoint));
    log.facts()
        .forEach(
            (fact, value) -> {
              if (RUN_FACTS.contains(fact)) {
                facts.put(fact, value);
              }
            });
    facts.put("java", System.getProperty("java.version"));
    String version = RunEnvironment.class.getPackage().getImplementationVersion();
    facts.put("plumbline", version == null ? "development" : version);
    return new Environment(facts);
  }
}
