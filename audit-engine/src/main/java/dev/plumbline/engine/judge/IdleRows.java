package dev.plumbline.engine.judge;

import dev.plumbline.api.Subject;
import dev.plumbline.engine.plan.NearestName;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds rows of bounds files that ask nothing: a misspelt row would leave what it is meant for
 * without its limit, and nobody would notice.
 */
public final class IdleRows {

  /**
   * What there is that rows of bounds files may be about.
   *
   * @param audits the ids of the audits of the run's classes
   * @param others returns the ids of audits that are there and whose classes the run leaves out;
   *     asked only where a row may be about one of them
   * @param layers the paths of the layers of all checkpoints; empty if not all are known
   * @param timesteps how many timesteps the longest schedule of a checkpoint has; empty if one is
   *     not known
   * @param checkpoints the names of the checkpoints that rows may be for, controls left out
   */
  public record Scope(
      Set<String> audits,
      Supplier<Set<String>> others,
      List<String> layers,
      OptionalInt timesteps,
      List<String> checkpoints) {

    /** Copies what it is given. */
    public Scope {
      audits = Set.copyOf(audits);
      layers = List.copyOf(layers);
      checkpoints = List.copyOf(checkpoints);
    }

    /** Tells whether a row is about an audit that there is. */
    boolean hasAudit(Bound bound) {
      return anyMatches(bound, audits) || anyMatches(bound, others.get());
    }

    private static boolean anyMatches(Bound bound, Collection<String> ids) {
      return ids.stream().anyMatch(bound.audit()::matches);
    }

    /** Tells whether a row is about a layer that there is. */
    boolean hasLayer(Bound bound) {
      return layers.isEmpty() || layers.stream().anyMatch(bound.layer()::matches);
    }

    /** Tells whether a row is about a timestep that there is. */
    boolean hasTimestep(Bound bound) {
      return timesteps.isEmpty() || bound.timesteps().first() < timesteps.getAsInt();
    }
  }

  /**
   * Which metrics a leaf had.
   *
   * @param audit its audit's id
   * @param subject where
   * @param checked the names of the metrics that its audit checked
   * @param recorded the names of all its metrics, those that were checked among them
   * @param absent the names of those of its metrics that are not applicable to its layer
   */
  public record JudgedLeaf(
      String audit,
      Subject subject,
      Set<String> checked,
      Set<String> recorded,
      Set<String> absent) {

    /** Copies the names. */
    public JudgedLeaf {
      checked = Set.copyOf(checked);
      recorded = Set.copyOf(recorded);
      absent = Set.copyOf(absent);
    }

    /** Tells whether a row is about the leaf, if it is for its checkpoint and metrics. */
    boolean isMeantBy(Bound bound) {
      return bound.audit().matches(audit)
          && bound.layer().matches(subject.layer().path())
          && bound.timesteps().contains(subject.timestep());
    }
  }

  private static final int NAMED = 6;

  private final Scope scope;
  private final Function<String, Set<String>> elsewhere;

  /**
   * Makes it for a run.
   *
   * @param scope what rows may be about
   * @param elsewhere returns the names of metrics that an audit may have under other parameters, by
   *     its id
   */
  public IdleRows(Scope scope, Function<String, Set<String>> elsewhere) {
    this.scope = scope;
    this.elsewhere = elsewhere;
  }

  /**
   * Returns what is wrong with rows that can match nothing, before anything is measured.
   *
   * @param file the file
   * @param isOfCheckpoints whether it was written for the checkpoints of the run; one that comes
   *     with audits may be about layers and timesteps that others have
   */
  public List<String> impossible(BoundsFile file, boolean isOfCheckpoints) {
    List<String> problems = new ArrayList<>();
    for (Bound bound : file.rows()) {
      if (!scope.hasAudit(bound)) {
        problems.add(bound.source() + ": " + noAudit(bound));
      }
      if (isOfCheckpoints && !scope.hasLayer(bound) && isOfThisRun(file, bound)) {
        problems.add(bound.source() + ": " + noLayer(bound));
      }
      if (isOfCheckpoints && !scope.hasTimestep(bound) && isOfThisRun(file, bound)) {
        int last = scope.timesteps().getAsInt() - 1;
        problems.add(
            String.format(
                "%s: timestep %s is in no schedule of this run; did you mean %d? They go from 0 to"
                    + " %d",
                bound.source(), bound.timesteps(), last, last));
      }
    }
    return problems;
  }

  /** Tells whether a row is for a checkpoint of the run, as far as their files can be read. */
  private boolean isOfThisRun(BoundsFile file, Bound bound) {
    return scope.checkpoints().stream()
        .anyMatch(
            name -> {
              try {
                return file.isFor(bound, name);
              } catch (UserError e) { // it is told where the checkpoint is measured
                return false;
              }
            });
  }

  /** Returns the rows that are for one checkpoint alone, and that is none of the run. */
  public List<String> ofOtherCheckpoints(BoundsFile file) {
    return file.rows().stream()
        .filter(bound -> bound.checkpoint().isPresent() && !isOfThisRun(file, bound))
        .map(bound -> bound.source() + " (" + bound.checkpoint().get() + ")")
        .toList();
  }

  /** Tells whether a row is about a leaf, if the leaf has such a metric. */
  private static boolean isMeant(JudgedLeaf leaf, BoundsFile file, Bound bound) {
    return leaf.isMeantBy(bound) && file.isFor(bound, leaf.subject().checkpoint());
  }

  private String noAudit(Bound bound) {
    Set<String> ids = new TreeSet<>(scope.audits());
    ids.addAll(scope.others().get());
    Set<String> known = new TreeSet<>(ids);
    ids.forEach(id -> known.add(id.substring(0, id.indexOf('.')) + ".*"));
    return String.format(
        "there is no audit '%s'; did you mean %s? An audit is written Class.method, without the"
            + " package",
        bound.audit(), nearest(withoutPackage(bound.audit().toString()), known));
  }

  private static String withoutPackage(String audit) {
    int last = audit.lastIndexOf('.');
    return audit.substring(audit.lastIndexOf('.', last - 1) + 1);
  }

  private String noLayer(Bound bound) {
    Set<String> known = new TreeSet<>(scope.layers());
    for (String layer : scope.layers()) {
      for (int dot = layer.indexOf('.'); dot >= 0; dot = layer.indexOf('.', dot + 1)) {
        known.add(layer.substring(0, dot) + ".**");
      }
    }
    return String.format(
        "no checkpoint of this run has a layer '%s'; did you mean %s?",
        bound.layer(), nearest(bound.layer().toString(), known));
  }

  /**
   * Returns what is wrong with rows that matched no metric of any leaf though leaves that they are
   * about were judged. Where an audit that a row is about was not run, or has such a metric under
   * other parameters, nothing is wrong.
   *
   * @param file the file
   * @param leaves the leaves that were judged
   */
  public List<String> withoutMetric(BoundsFile file, Collection<JudgedLeaf> leaves) {
    List<String> problems = new ArrayList<>();
    for (Bound bound : file.rows()) {
      List<JudgedLeaf> meant = leaves.stream().filter(leaf -> isMeant(leaf, file, bound)).toList();
      if (!meant.isEmpty() && metrics(bound, meant).noneMatch(bound.metric()::matches)) {
        noMetric(bound, meant).ifPresent(problem -> problems.add(bound.source() + ": " + problem));
      }
    }
    return problems;
  }

  /** Returns the metrics that a row acts on: one without limits on what is only recorded, too. */
  private static Stream<String> metrics(Bound bound, List<JudgedLeaf> leaves) {
    return leaves.stream()
        .flatMap(leaf -> (bound.isEmpty() ? leaf.recorded() : leaf.checked()).stream());
  }

  private static Stream<String> checks(List<JudgedLeaf> leaves) {
    return leaves.stream().flatMap(leaf -> leaf.checked().stream());
  }

  private Optional<String> noMetric(Bound bound, List<JudgedLeaf> meant) {
    Set<String> audits = meant.stream().map(JudgedLeaf::audit).collect(Collectors.toSet());
    Set<String> recorded =
        meant.stream()
            .flatMap(leaf -> leaf.recorded().stream().filter(name -> !leaf.absent().contains(name)))
            .collect(Collectors.toSet());
    Set<String> checked = checks(meant).collect(Collectors.toCollection(TreeSet::new));
    String names = checked.stream().limit(NAMED).collect(Collectors.joining(", "));
    if (isOfOthersToo(bound, audits)) {
      return Optional.empty();
    }
    Optional<String> idle = recorded.stream().filter(bound.metric()::matches).sorted().findFirst();
    if (idle.isPresent()) {
      return Optional.of(
          String.format(
              "%s is recorded and not checked, and a bound is held for it only if the row names it"
                  + " in full; what is checked there: %s",
              idle.get(), names));
    }
    boolean isOfOtherLayers = // an audit may check what is not applicable only where it is
        meant.stream().flatMap(leaf -> leaf.absent().stream()).anyMatch(bound.metric()::matches);
    boolean isConditional =
        audits.stream()
            .flatMap(id -> elsewhere.apply(id).stream())
            .anyMatch(bound.metric()::matches);
    return isConditional || isOfOtherLayers
        ? Optional.empty()
        : Optional.of(
            String.format(
                "no audit that it is about has a metric '%s'; did you mean %s?",
                bound.metric(), nearest(bound.metric().toString(), checked)));
  }

  /** Tells whether a row is also about audits of which no leaf was judged. */
  private boolean isOfOthersToo(Bound bound, Set<String> judged) {
    return Stream.concat(scope.audits().stream(), scope.others().get().stream())
        .filter(bound.audit()::matches)
        .anyMatch(id -> !judged.contains(id));
  }

  /**
   * Counts the rows that matched nothing that was judged.
   *
   * @param file the file
   * @param leaves the leaves that were judged
   */
  public long idle(BoundsFile file, Collection<JudgedLeaf> leaves) {
    return file.rows().stream()
        .filter(
            bound ->
                metrics(bound, leaves.stream().filter(leaf -> isMeant(leaf, file, bound)).toList())
                    .noneMatch(bound.metric()::matches))
        .count();
  }

  private static String nearest(String text, Collection<String> known) {
    return NearestName.of(text, known).orElse("**");
  }
}
