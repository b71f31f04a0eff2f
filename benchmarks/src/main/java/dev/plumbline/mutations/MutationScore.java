package dev.plumbline.mutations;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.common.Folders;
import dev.plumbline.engine.measure.session.SessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The mutation score's main: makes mutants, runs them, and writes what became of them. */
final class MutationScore {

  private final MutationOptions options;

  private MutationScore(MutationOptions options) {
    this.options = options;
  }

  /**
   * Runs mutants as the properties {@code mutation.*} say.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException, SessionException {
    MutationScore score = new MutationScore(MutationOptions.of(System.getProperties()));
    List<Outcome> outcomes = new ArrayList<>();
    for (String network : score.options.networks()) {
      outcomes.addAll(score.run(network));
    }
    String page = MutationReport.markdown(outcomes);
    Files.writeString(score.options.out().resolve("mutations.md"), page);
    System.out.println(page);
    System.out.println("Written to " + score.options.out());
  }

  /** Runs the mutants of a network, and returns what became of all that are finished. */
  private List<Outcome> run(String name) throws IOException, SessionException {
    Path work = options.out().resolve(name);
    Network network = Networks.of(name, options.bundled(), options.exports(), work);
    List<Mutation> mutations = options.choose(MutationPlan.of(network, options.seed()));
    List<Mutation> own = options.own(mutations);
    AuditFlow flow = flow();
    MutationInputs inputs =
        new MutationInputs(
            network, options.bundled().resolve(Networks.REFERENCE), photographs(work), work, flow);
    MutantRuns runs = MutantRuns.prepare(network, inputs, flow, work, options.threads());
    for (int i = 0; i < own.size(); i++) {
      System.err.printf("%s, %d of %d: %s%n", name, i + 1, own.size(), own.get(i).id());
      runs.run(own.get(i));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Mutation mutation : mutations) {
      new MutantFolder(work.resolve(mutation.id()))
          .summary()
          .map(Outcome::of)
          .ifPresent(outcomes::add);
    }
    return outcomes;
  }

  /** Returns the folder of the photographs: the bundled one, or a copy of some of each scene. */
  private Path photographs(Path work) throws IOException {
    Path all = options.bundled().resolve("photographs");
    if (options.photographs() == 0) {
      return all;
    }
    Path some = work.resolve("photographs-" + options.photographs());
    Folders.copySome(all, some, options.photographs());
    return some;
  }

  /** Timesteps are those at which harm is measured; the explorer has no part in a verdict. */
  private AuditFlow flow() {
    return new AuditFlow(
        Map.of(
            AuditParameters.DEVICE,
            "cpu",
            AuditParameters.THREADS,
            Integer.toString(options.threads()),
            AuditParameters.TIMESTEPS,
            options.timesteps(),
            AuditParameters.EXPLORER,
            "0"));
  }
}
