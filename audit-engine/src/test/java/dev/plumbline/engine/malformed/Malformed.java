package dev.plumbline.engine.malformed;

import dev.plumbline.api.Audit;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Layers;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Timesteps;
import java.util.List;

/** Audit classes that are written wrongly, a mistake each. */
public final class Malformed {

  private Malformed() {}

  /** A measurement that nobody provides. */
  public record Unprovided() implements Measurement {
    @Override
    public List<Metric> metrics() {
      return List.of();
    }
  }

  /** Methods that cannot be audits, and one that can. */
  @ModelAudit
  @Layers("conv_in")
  @Timesteps(50)
  public static class Methods {

    @Audit
    @SuppressWarnings("UnusedMethod")
    private void isPrivate(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }

    @Audit
    static void isStatic(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }

    @Audit
    boolean returnsSomething(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
      return true;
    }

    @Audit
    void asksForTooMuch(String text, Unprovided unprovided, Gate gate) {
      gate.record(unprovided.metrics().get(text.length()));
    }

    @Audit
    @Timesteps({50, -1})
    void hasNegativeTimestep(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }

    @Audit
    @Timesteps({})
    void hasNoTimesteps(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }

    @Audit
    @Layers({})
    void hasNoLayers(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }

    @Audit
    void isGood(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }
  }

  /** Two audits of one name. */
  @ModelAudit
  @Layers("conv_in")
  @Timesteps(50)
  public static class Namesakes {

    @Audit
    void twice(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }

    @Audit
    void twice(Gate gate, FiniteActivations finite) {
      gate.check(finite.nonFinite());
    }
  }

  /** No instance can be made. */
  @ModelAudit
  public abstract static class IsAbstract {

    @Audit
    void activationsAreFinite(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }
  }

  /** No instance can be made without knowing more. */
  @ModelAudit
  public static class NeedsArguments {

    private final String metric;

    NeedsArguments(String metric) {
      this.metric = metric;
    }

    @Audit
    void activationsAreFinite(FiniteActivations finite, Gate gate) {
      if (finite.nonFinite().name().equals(metric)) {
        gate.check(finite.nonFinite());
      }
    }
  }

  /** No instance can be made without an outer one. */
  @ModelAudit
  @SuppressWarnings("ClassCanBeStatic")
  public class IsInner {

    @Audit
    void activationsAreFinite(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }
  }

  /** An audit class without audits. */
  @ModelAudit
  public static class HasNoAudits {

    void notAnAudit(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }
  }

  /** Not an audit class, though a method says it is an audit. */
  public static class NotAnAuditClass {

    @Audit
    void activationsAreFinite(FiniteActivations finite, Gate gate) {
      gate.check(finite.nonFinite());
    }
  }
}
