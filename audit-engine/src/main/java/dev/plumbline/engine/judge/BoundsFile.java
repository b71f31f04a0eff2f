package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.csv.CsvTable;
import dev.plumbline.engine.csv.MissingColumnsException;
import dev.plumbline.engine.plan.CheckpointHash;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.TimestepRange;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The rows of one bounds CSV. A row that cannot be read is named and left out; the others stand.
 */
public final class BoundsFile implements BoundSource {

  static final CsvTable TABLE =
      CsvTable.of("audit", "metric", "layer", "timestep", "at_least", "at_most", "note")
          .withOptional("note")
          .withComments()
          .withUnnamedColumns();

  /** What a cell says instead of a limit, where there is deliberately none. */
  private static final String UNBOUNDED = "unbounded";

  private final List<Bound> bounds = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private final Set<String> references = new LinkedHashSet<>();
  private final List<String> checkpoints;
  private Function<String, String> hashes = checkpoint -> "";

  private BoundsFile(Collection<String> checkpoints) {
    this.checkpoints = List.copyOf(checkpoints);
  }

  /** Returns a file without rows. */
  public static BoundsFile empty() {
    return new BoundsFile(List.of());
  }

  /**
   * Returns the bounds of a checkpoint that others are held against. They refer to the checkpoint
   * itself, and of such a one the gate asks nothing.
   *
   * @param checkpoint the checkpoint
   */
  public static BoundsFile ofReference(String checkpoint) {
    BoundsFile file = new BoundsFile(List.of(checkpoint));
    Limit own = Limit.parse(checkpoint, file.checkpoints);
    file.bounds.add(Bound.of(Optional.empty(), Optional.of(own), "", ""));
    return file;
  }

  /**
   * Reads a file.
   *
   * @param reader its text; closed on return
   * @param name its name, for messages
   * @param checkpoints the checkpoints of the run, which rows may hold others against
   * @throws UserError if it is no bounds file at all: no header, or one without a needed column
   */
  public static BoundsFile read(Reader reader, String name, Collection<String> checkpoints) {
    BoundsFile file = new BoundsFile(checkpoints);
    try {
      TABLE.read(reader, row -> file.add(row, name + ":" + row.line()));
    } catch (MissingColumnsException e) {
      throw new UserError(
          String.format(
              "%s: the header %s; a bounds file begins with the line %s",
              name, e.getMessage(), TABLE.header()),
          e);
    } catch (IOException e) {
      throw new UserError(name + ": not a CSV file of bounds (" + e.getMessage() + ")", e);
    }
    return file;
  }

  /**
   * Says how to find out which checkpoint is which. It is asked only where a row is for one
   * checkpoint alone.
   *
   * @param known returns a checkpoint's hash by its name; empty if no row can be for it
   * @return this file
   */
  public BoundsFile withHashes(Function<String, String> known) {
    hashes = known;
    return this;
  }

  private void add(CsvTable.Row row, String source) {
    try {
      row.requireAsManyCellsAsTheHeader();
      requireSomethingAsked(row);
      Optional<Limit> atLeast = limit(row, "at_least");
      Optional<Limit> atMost = limit(row, "at_most");
      if (isAbove(atLeast, atMost)) {
        throw new IllegalArgumentException(
            "at_least " + atLeast.get().text() + " is above at_most " + atMost.get().text());
      }
      Bound bound =
          new Bound(
              Glob.of(glob(row, "audit")),
              Glob.of(glob(row, "metric")),
              Glob.ofLayer(glob(row, "layer")),
              TimestepRange.parse(row.get("timestep")),
              checkpoint(row.find("checkpoint").orElse("")),
              atLeast,
              atMost,
              Bound.Severity.parse(row.find("severity").orElse("")),
              row.find("note").orElse(""),
              source);
      bounds.add(bound);
      references.addAll(bound.references());
    } catch (IllegalArgumentException e) {
      problems.add(source + ": " + e.getMessage() + "; correct the row, it was left out");
    }
  }

  private static void requireSomethingAsked(CsvTable.Row row) {
    if (row.get("at_least").isEmpty() && row.get("at_most").isEmpty()) {
      throw new IllegalArgumentException(
          "has no limit, and would leave what it matches without one: write at_least or at_most, or"
              + " '"
              + UNBOUNDED
              + "' into one of them if that is meant");
    }
  }

  /** An empty cell, or a lone star, stands for anything. */
  private static String glob(CsvTable.Row row, String column) {
    String text = row.get(column);
    return text.isEmpty() || text.equals("*") ? "**" : text;
  }

  private static Optional<CheckpointHash> checkpoint(String text) {
    return text.isEmpty() || text.equals("*")
        ? Optional.empty()
        : Optional.of(CheckpointHash.parse(text));
  }

  private Optional<Limit> limit(CsvTable.Row row, String column) {
    String text = row.get(column);
    try {
      return text.isEmpty() || text.equals(UNBOUNDED)
          ? Optional.empty()
          : Optional.of(Limit.parse(text, checkpoints));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(column + " " + e.getMessage(), e);
    }
  }

  /** Tells it of numbers only: what a relative limit comes to is not known before the run. */
  private static boolean isAbove(Optional<Limit> atLeast, Optional<Limit> atMost) {
    return atLeast.isPresent()
        && atMost.isPresent()
        && atLeast.get().reference().isEmpty()
        && atMost.get().reference().isEmpty()
        && atLeast.get().number() > atMost.get().number();
  }

  /** Returns the rows that can be read. */
  List<Bound> rows() {
    return bounds;
  }

  /** Returns the checkpoints that rows hold others against. */
  public Set<String> references() {
    return Collections.unmodifiableSet(references);
  }

  /** Returns what is wrong with rows that were left out, each with file and line. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public Optional<Bound> find(String audit, Metric metric, Subject subject) {
    return best(audit, metric, subject, bound -> isFor(bound, subject.checkpoint()));
  }

  /** Finds the row for a metric among those that are for any checkpoint. */
  Optional<Bound> findForAny(String audit, Metric metric, Subject subject) {
    return best(audit, metric, subject, bound -> bound.checkpoint().isEmpty());
  }

  /** Finds a row that would be for the metric if its checkpoint were another. */
  Optional<Bound> findForOthers(String audit, Metric metric, Subject subject) {
    return best(audit, metric, subject, bound -> !isFor(bound, subject.checkpoint()));
  }

  /** Returns the rows that do not refer to a checkpoint or a baseline of that name. */
  BoundsFile without(String reference) {
    BoundsFile others = new BoundsFile(checkpoints);
    others.hashes = hashes;
    bounds.stream()
        .filter(bound -> !bound.references().contains(reference))
        .forEach(others.bounds::add);
    return others;
  }

  /** Returns the hash of a leaf's checkpoint. */
  String hash(Subject subject) {
    return hashes.apply(subject.checkpoint());
  }

  /** Tells whether a row holds for a checkpoint of the run. */
  boolean isFor(Bound bound, String checkpoint) {
    return bound.checkpoint().isEmpty() || bound.checkpoint().get().isOf(hashes.apply(checkpoint));
  }

  private Optional<Bound> best(
      String audit, Metric metric, Subject subject, Predicate<Bound> isFor) {
    return find(audit, metric.name(), subject.layer().path(), subject.timestep(), isFor);
  }

  /** Finds the most specific row for any checkpoint that matches. */
  Optional<Bound> find(String audit, String metric, String layer, int timestep) {
    return find(audit, metric, layer, timestep, bound -> bound.checkpoint().isEmpty());
  }

  /**
   * Returns what the row that counts for a metric holds it against: checkpoints, or a baseline.
   *
   * @param audit the audit's id
   * @param metric the metric's name
   * @param subject whose metric it is
   * @return names, none of a row with numbers only; empty where no row matches
   */
  public Optional<Set<String>> references(String audit, String metric, Subject subject) {
    return find(
            audit,
            metric,
            subject.layer().path(),
            subject.timestep(),
            bound -> isFor(bound, subject.checkpoint()))
        .map(Bound::references);
  }

  /**
   * Tells whether a row that matches a leaf holds some of its metrics against one of several
   * checkpoints, or a baseline.
   *
   * @param audit the audit's id
   * @param subject the leaf's
   * @param references the checkpoints
   * @param metrics tells of a row's glob over metrics whether it is looked for
   */
  public boolean compares(
      String audit, Subject subject, Set<String> references, Predicate<Glob> metrics) {
    return bounds.stream()
        .filter(bound -> !Collections.disjoint(bound.references(), references))
        .filter(bound -> bound.matchesLeaf(audit, subject.layer().path(), subject.timestep()))
        .anyMatch(bound -> metrics.test(bound.metric()));
  }

  /** Finds the most specific row that matches, of equally specific ones the last. */
  private Optional<Bound> find(
      String audit, String metric, String layer, int timestep, Predicate<Bound> isFor) {
    Bound best = null;
    for (Bound bound : bounds) {
      if (bound.matches(audit, metric, layer, timestep)
          && isFor.test(bound)
          && (best == null || Bound.SPECIFICITY.compare(bound, best) >= 0)) {
        best = bound;
      }
    }
    return Optional.ofNullable(best);
  }
}
