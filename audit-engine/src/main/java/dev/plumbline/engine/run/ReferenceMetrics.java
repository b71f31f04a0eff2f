package dev.plumbline.engine.run;

import dev.plumbline.api.Gate;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.judge.References;
import dev.plumbline.engine.plan.UserError;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.opentest4j.TestAbortedException;

/**
 * What a leaf's audit says of other checkpoints of the run at the leaf's layer and timestep. The
 * audit is called once for each of them that a bound refers to, and its checks are only noted.
 */
final class ReferenceMetrics implements References {

  /** Notes metrics, and holds them against nothing. */
  private static final class Notebook implements Gate {

    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    @Override
    public void check(Metric metric) {
      metrics.put(metric.name(), metric);
    }

    @Override
    public void record(Metric metric) {
      metrics.putIfAbsent(metric.name(), metric);
    }
  }

  private final Subject subject;
  private final BiConsumer<Subject, Gate> audit;
  private final Map<String, Notebook> notebooks = new HashMap<>();

  /**
   * Makes the metrics of one leaf.
   *
   * @param subject the leaf's
   * @param audit calls the leaf's audit for a subject; throws if that cannot be measured
   */
  ReferenceMetrics(Subject subject, BiConsumer<Subject, Gate> audit) {
    this.subject = subject;
    this.audit = audit;
  }

  @Override
  public Metric metric(String reference, String metric) {
    Subject theirs = new Subject(reference, subject.layer(), subject.timestep());
    Notebook notebook = notebooks.get(reference);
    if (notebook == null) {
      notebook = note(theirs);
      notebooks.put(reference, notebook);
    }
    Metric found = notebook.metrics.get(metric);
    if (found == null) {
      throw new UserError("the audit states no such metric for " + theirs);
    }
    return found;
  }

  /** All checkpoints of a run see the same images with the same noise. */
  @Override
  public boolean sawTheSame(String reference) {
    return true;
  }

  private Notebook note(Subject theirs) {
    Notebook notebook = new Notebook();
    try {
      audit.accept(theirs, notebook);
    } catch (TestAbortedException e) {
      return notebook; // what it stated until then stands
    } catch (RuntimeException e) {
      throw new UserError(theirs + " has no metrics: " + e.getMessage(), e);
    }
    return notebook;
  }
}
