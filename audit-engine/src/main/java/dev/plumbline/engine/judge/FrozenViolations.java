package dev.plumbline.engine.judge;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.csv.CsvTable;
import dev.plumbline.engine.csv.MissingColumnsException;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Violations that a user has decided to live with. They are accepted as long as they are no worse
 * than they were then; violations that are new or worse fail. Leaves may be judged in parallel.
 */
public final class FrozenViolations {

  private static final CsvTable TABLE =
      CsvTable.of(
              "checkpoint", "audit", "metric", "layer", "timestep", "side", "value", "tolerance")
          .withComments();

  private final String name;
  private final boolean recording;
  private final SortedMap<FrozenViolation.Key, FrozenViolation> stored;
  private final SortedMap<FrozenViolation.Key, FrozenViolation> today = new TreeMap<>();
  private final SortedSet<FrozenViolation.Key> accepted = new TreeSet<>();
  private final Set<FrozenViolation.Key> decided = new HashSet<>();

  private FrozenViolations(
      String name, boolean recording, SortedMap<FrozenViolation.Key, FrozenViolation> stored) {
    this.name = name;
    this.recording = recording;
    this.stored = stored;
  }

  /** Returns a store that accepts nothing. */
  public static FrozenViolations none() {
    return new FrozenViolations("", false, new TreeMap<>());
  }

  /**
   * Returns an empty store that accepts every violation and keeps it.
   *
   * @param name the store's name, for messages
   */
  public static FrozenViolations begun(String name) {
    return new FrozenViolations(name, true, new TreeMap<>());
  }

  /**
   * Reads a store.
   *
   * @param reader its text; closed on return
   * @param name its name, for messages
   * @param recording whether every violation is accepted and kept, or only those that are there
   * @throws UserError if a row cannot be read; the message says which
   */
  public static FrozenViolations read(Reader reader, String name, boolean recording) {
    SortedMap<FrozenViolation.Key, FrozenViolation> stored = new TreeMap<>();
    try {
      TABLE.read(
          reader,
          row -> {
            FrozenViolation violation = violation(row, name);
            if (stored.put(violation.key(), violation) != null) {
              throw new UserError(
                  name + ":" + row.line() + ": a second row for the same violation; keep one");
            }
          });
    } catch (MissingColumnsException e) {
      throw new UserError(
          String.format(
              "%s: the header %s; frozen violations begin with the line %s",
              name, e.getMessage(), TABLE.header()),
          e);
    } catch (IOException e) {
      throw new UserError(name + ": not a CSV of frozen violations (" + e.getMessage() + ")", e);
    }
    return new FrozenViolations(name, recording, stored);
  }

  private static FrozenViolation violation(CsvTable.Row row, String name) {
    try {
      return violation(row);
    } catch (IllegalArgumentException e) {
      throw new UserError(name + ":" + row.line() + ": " + e.getMessage() + "; correct it", e);
    }
  }

  private static FrozenViolation violation(CsvTable.Row row) {
    double tolerance = number(row, "tolerance");
    if (tolerance < 0) {
      throw new IllegalArgumentException("tolerance is " + tolerance + ", expected 0 or more");
    }
    return new FrozenViolation(
        new FrozenViolation.Key(
            row.get("checkpoint"),
            row.get("audit"),
            row.get("metric"),
            new LayerName(row.get("layer")),
            (int) number(row, "timestep"),
            FrozenViolation.Side.of(row.get("side"))),
        number(row, "value"),
        tolerance);
  }

  private static double number(CsvTable.Row row, String column) {
    try {
      double number = Double.parseDouble(row.get(column));
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the one message
    }
    throw new IllegalArgumentException(column + " is '" + row.get(column) + "', expected a number");
  }

  /** Tells whether a metric may be on the wrong side of its bound as it is. */
  synchronized boolean accepts(
      String audit, Subject subject, Metric metric, FrozenViolation.Side side) {
    FrozenViolation.Key key = FrozenViolation.Key.of(audit, subject, metric, side);
    FrozenViolation known = stored.get(key);
    boolean accepts = recording || (known != null && known.accepts(metric.value().orElseThrow()));
    if (accepts) {
      accepted.add(key);
      today.put(key, FrozenViolation.of(key, metric));
    }
    return accepts;
  }

  /** Returns what is accepted of a violation that is worse than that; empty if it is new. */
  synchronized Optional<String> worseThan(
      String audit, Subject subject, Metric metric, FrozenViolation.Side side) {
    return Optional.ofNullable(stored.get(FrozenViolation.Key.of(audit, subject, metric, side)))
        .map(
            known ->
                String.format(
                    "worse than what %s accepts: %s, frozen at %s with a tolerance of %s",
                    name,
                    Violation.number(known.limit()),
                    Violation.number(known.value()),
                    Violation.number(known.tolerance())));
  }

  /** Returns the figure at which a violation by a metric was accepted earlier, if one was. */
  synchronized OptionalDouble figure(String audit, Subject subject, Metric metric) {
    return Arrays.stream(FrozenViolation.Side.values())
        .map(side -> stored.get(FrozenViolation.Key.of(audit, subject, metric, side)))
        .filter(Objects::nonNull)
        .mapToDouble(FrozenViolation::value)
        .findFirst();
  }

  /** Takes note of a metric that was decided: of its violations it is now known which are gone. */
  synchronized void decided(String audit, Subject subject, Metric metric) {
    for (FrozenViolation.Side side : FrozenViolation.Side.values()) {
      decided.add(FrozenViolation.Key.of(audit, subject, metric, side));
    }
  }

  /** Returns how many violations were accepted. */
  public synchronized int accepted() {
    return accepted.size();
  }

  /** Returns how many violations of the store are not there any more. */
  public synchronized long gone() {
    return stored.keySet().stream()
        .filter(key -> decided.contains(key) && !accepted.contains(key))
        .count();
  }

  /**
   * Returns the store with the violations of today in place of those of the metrics that were
   * decided, as the text of its file.
   */
  public synchronized String text() {
    SortedMap<FrozenViolation.Key, FrozenViolation> rows = new TreeMap<>(stored);
    rows.keySet().removeAll(decided);
    rows.putAll(today);
    StringBuilder text = new StringBuilder();
    text.append(TABLE.header()).append('\n');
    rows.forEach(
        (key, violation) ->
            text.append(
                CsvTable.line(
                    key.checkpoint(),
                    key.audit(),
                    key.metric(),
                    key.layer().path(),
                    key.timestep(),
                    key.side().label(),
                    violation.value(),
                    violation.tolerance())));
    return text.toString();
  }
}
