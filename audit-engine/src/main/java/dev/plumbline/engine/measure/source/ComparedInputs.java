package dev.plumbline.engine.measure.source;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.measure.results.RunListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Warns of checkpoints that are run on other inputs than the first one, where they were opened in
 * different processes or runs: of those that were opened here, {@link CheckpointInputs} warns,
 * which knows more of them.
 */
public final class ComparedInputs {

  /** The facts that say what a checkpoint is run on, and what people call it. */
  private static final Map<String, String> INPUTS = new LinkedHashMap<>();

  static {
    INPUTS.put("latents_sha256", "latents");
    INPUTS.put("prompt_sha256", "prompt embeddings");
    INPUTS.put("noise_schedule_sha256", "noise schedule");
  }

  private final RunListener listener;
  private String firstName;
  private Supplier<SortedMap<String, String>> first;
  private boolean firstWasOpenedHere;

  public ComparedInputs(RunListener listener) {
    this.listener = listener;
  }

  /**
   * Takes what a checkpoint is run on.
   *
   * @param checkpoint its name
   * @param facts what its measurements rest on
   * @param wasOpenedHere whether it was opened in this process
   */
  public synchronized void see(
      String checkpoint, Supplier<SortedMap<String, String>> facts, boolean wasOpenedHere) {
    if (first == null) {
      first = facts;
      firstName = checkpoint;
      firstWasOpenedHere = wasOpenedHere;
    } else if (!checkpoint.equals(firstName) && !(wasOpenedHere && firstWasOpenedHere)) {
      compare(checkpoint, facts.get());
    }
  }

  private void compare(String checkpoint, SortedMap<String, String> facts) {
    SortedMap<String, String> others = first.get();
    List<String> differences = new ArrayList<>();
    INPUTS.forEach(
        (fact, name) -> {
          if (!facts.getOrDefault(fact, "").equals(others.getOrDefault(fact, ""))) {
            differences.add(name);
          }
        });
    if (!differences.isEmpty()) {
      listener.warning(
          checkpoint,
          String.format(
              "It is run on other inputs than %s: %s. What sets the two apart is then not their"
                  + " U-Nets alone; -D%s=%s runs both on the same inputs.",
              firstName, String.join(", ", differences), AuditParameters.INPUTS_FROM, firstName));
    }
  }
}
