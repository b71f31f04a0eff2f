package dev.plumbline.engine.run;

import dev.plumbline.engine.judge.BaselineBounds;
import dev.plumbline.engine.judge.BoundsFile;
import dev.plumbline.engine.judge.IdleRows;
import dev.plumbline.engine.judge.IdleRows.JudgedLeaf;
import dev.plumbline.engine.judge.LeafBounds;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.HeapRoom;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.Listed;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.AuditMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The bounds of a run: the user's file, and under it each audit class's own. What is wrong with
 * them is said before anything is measured, as far as it is known then.
 */
final class BoundsFiles {

  private static final int NAMED = 3;

  /** Far more than the rows of any run, and how many bytes of memory one byte of them takes. */
  static final long LARGEST = 64 << 20;

  static final int MEMORY_OF_BYTE = 4;

  private final List<String> names;
  private final Function<String, String> hashes;
  private final BoundsFile users;
  private final Map<Class<?>, BoundsFile> own = new LinkedHashMap<>();
  private final Set<String> problems = new LinkedHashSet<>();
  private final String name;

  /**
   * Makes the bounds.
   *
   * @param file the user's, if any
   * @param checkpoints the names that bounds may refer to, checkpoints of the run
   * @param withBaseline whether they may refer to a recorded baseline too
   * @param hashes returns a checkpoint's hash by its name; asked only for rows that are for one
   *     checkpoint alone
   */
  BoundsFiles(
      Optional<Path> file,
      List<String> checkpoints,
      boolean withBaseline,
      Function<String, String> hashes) {
    this.hashes = hashes;
    names = new ArrayList<>(checkpoints);
    if (withBaseline) {
      names.add(BaselineBounds.REFERENCE);
    }
    name = file.map(path -> path.getFileName().toString()).orElse("");
    users = file.map(this::read).orElseGet(BoundsFile::empty);
  }

  private BoundsFile read(Path file) {
    try {
      LfsPointer.refuse(file);
      HeapRoom.ofThisProcess().requireSize(file, LARGEST, MEMORY_OF_BYTE);
      return keepProblems(
          BoundsFile.read(Files.newBufferedReader(file), file.getFileName().toString(), names));
    } catch (IOException e) {
      problems.add(file + ": the bounds cannot be read (" + e.getMessage() + ")");
    } catch (UserError e) {
      problems.add(e.getMessage());
    }
    return BoundsFile.empty();
  }

  /** Returns the user's bounds. */
  BoundsFile users() {
    return users;
  }

  /** Returns the bounds of an audit. */
  synchronized LeafBounds of(AuditMethod audit) {
    return LeafBounds.of(users, own.computeIfAbsent(audit.auditClass(), type -> read(audit)));
  }

  /** Returns what an audit's bounds hold checkpoints against: other checkpoints, or baselines. */
  Set<String> references(AuditMethod audit) {
    LeafBounds bounds = of(audit);
    Set<String> references = new LinkedHashSet<>(bounds.users().references());
    references.addAll(bounds.own().references());
    return references;
  }

  /**
   * Tells whether a row that matches a leaf holds some of its metrics against another checkpoint.
   *
   * @param leaf the leaf
   * @param others the other checkpoints
   * @param metrics tells of a row's glob over metrics whether it is looked for
   */
  boolean compares(AuditLeaf leaf, Set<String> others, Predicate<Glob> metrics) {
    Set<String> references = new LinkedHashSet<>(others);
    references.remove(leaf.subject().checkpoint());
    LeafBounds bounds = of(leaf.audit());
    return Stream.of(bounds.users(), bounds.own())
        .anyMatch(file -> file.compares(leaf.audit().id(), leaf.subject(), references, metrics));
  }

  /**
   * Tells whether a baseline decides about a metric: no row of the user's does, or one that refers
   * to the baseline.
   *
   * @param leaf the leaf
   * @param metric the metric's name
   */
  boolean leavesToBaseline(AuditLeaf leaf, String metric) {
    return users
        .references(leaf.audit().id(), metric, leaf.subject())
        .map(references -> references.contains(BaselineBounds.REFERENCE))
        .orElse(true);
  }

  /** Finds what can be wrong with rows before anything is measured. */
  synchronized void inspect(IdleRows rows) {
    problems.addAll(rows.impossible(users, true));
    own.values().forEach(file -> problems.addAll(rows.impossible(file, false)));
  }

  /**
   * Finds rows that matched nothing of what was judged, and counts those of the user's that the run
   * has nothing for.
   */
  synchronized void inspect(IdleRows rows, Collection<JudgedLeaf> leaves, RunLog log) {
    List<String> wrong = new ArrayList<>(rows.withoutMetric(users, leaves));
    long idle = rows.idle(users, leaves) - wrong.size();
    own.values().forEach(file -> wrong.addAll(rows.withoutMetric(file, leaves)));
    problems.addAll(wrong);
    if (idle > 0) {
      log.result(
          "bounds",
          String.format(
              "%s of %s %s of nothing that this run judged, being narrowed to some audits, layers,"
                  + " timesteps or parameters",
              idle == 1 ? "1 row" : idle + " rows", name, idle == 1 ? "is" : "are"));
    }
    List<String> ofOthers = rows.ofOtherCheckpoints(users);
    if (!ofOthers.isEmpty()) {
      log.result(
          "bounds",
          String.format(
              "no checkpoint of this run has the hash that %s %s for: %s",
              ofOthers.size() == 1 ? "1 row" : ofOthers.size() + " rows",
              ofOthers.size() == 1 ? "is" : "are",
              Listed.of(ofOthers, NAMED)));
    }
  }

  /** Adds what is wrong with rows that checks met. */
  synchronized void refuse(List<String> rows) {
    problems.addAll(rows);
  }

  private BoundsFile read(AuditMethod audit) {
    if (audit.bounds().isEmpty()) {
      return BoundsFile.empty();
    }
    String name = audit.bounds().get().value();
    try (InputStream stream = audit.auditClass().getResourceAsStream(name)) {
      if (stream != null) {
        return keepProblems(
            BoundsFile.read(new InputStreamReader(stream, StandardCharsets.UTF_8), name, names));
      }
      problems.add("@Bounds of " + audit.auditClass().getName() + ": there is no resource " + name);
    } catch (IOException e) {
      problems.add(name + ": the bounds cannot be read (" + e.getMessage() + ")");
    } catch (UserError e) {
      problems.add(e.getMessage());
    }
    return BoundsFile.empty();
  }

  private BoundsFile keepProblems(BoundsFile file) {
    problems.addAll(file.problems());
    return file.withHashes(hashes);
  }

  /** Returns what is wrong with the files read so far, a message each. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }
}
