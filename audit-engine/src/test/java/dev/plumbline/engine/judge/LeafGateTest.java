package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.NothingToCompare;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LeafGateTest {

  private static final String HEADER = "audit,metric,layer,timestep,at_least,at_most,note\n";
  private static final Subject SUBJECT = new Subject("sd15", new LayerName("conv_in"), 50);

  private static BoundsFile file(String name, String... rows) {
    return BoundsFile.read(
        new StringReader(HEADER + String.join("\n", rows)), name, List.of("sd15", "base"));
  }

  private static LeafGate gate() {
    return gate(BoundsFile.empty());
  }

  private static LeafGate gate(BoundsFile users) {
    return gate(LeafBounds.of(users));
  }

  private static LeafGate gate(LeafBounds bounds) {
    return new LeafGate("Norms.rare", SUBJECT, Held.rules(Held.AGAINST_NOTHING, bounds));
  }

  private static Metric metric(String name, double value) {
    return Metric.of(name, value, 3, Direction.HIGHER);
  }

  private static Metric none(String name) {
    return Metric.notApplicable(name, Direction.HIGHER, "there is none");
  }

  @Test
  void withinItsBoundsNothingIsToBeSaid() {
    LeafGate gate = gate(file("b.csv", "*,a,*,*,0,1,"));

    gate.check(metric("a", 0.5));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion()).isEmpty();
    assertThat(gate.records())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.verdict()).isEqualTo(MetricVerdict.PASSED);
              assertThat(record.audit()).isEqualTo("Norms.rare");
              assertThat(record.atLeast()).hasValue(0);
              assertThat(record.atMost()).hasValue(1);
            });
  }

  @Test
  void anIntervalIsRecorded() {
    LeafGate gate = gate();
    gate.record(
        new Metric(
            "a",
            OptionalDouble.of(2),
            9,
            Direction.LOWER,
            Optional.of(new ConfidenceInterval(1, 3)),
            "",
            Optional.empty()));

    MetricRecord record = gate.records().get(0);
    assertThat(record.ciLow()).hasValue(1);
    assertThat(record.ciHigh()).hasValue(3);
    assertThat(record.n()).isEqualTo(9);
  }

  @Test
  void anIntervalFollowsFromWhatImagesContribute() {
    List<Image> images =
        List.of(new Image("a/1", "a"), new Image("a/2", "a"), new Image("b/1", "b"));
    Contributions given =
        Contributions.ratio(images, new double[] {1, 2, 6}, new double[] {4, 4, 10});
    Metric share = metric("a", 0.5).withContributions(given.within(0, 1));
    LeafGate gate = gate(file("b.csv", "*,a,*,*,,0.25,"));

    gate.check(share);
    gate.record(metric("b", 1));

    MetricRecord record = gate.records().get(0);
    assertThat(record.ciLow()).hasValue(0);
    assertThat(record.ciHigh()).hasValue(1);
    assertThat(record.scenes()).hasValue(2);
    assertThat(gate.records().get(1).scenes()).isEmpty();
    assertThat(gate.contributions().byMetric()).containsOnly(Map.entry("a", given.within(0, 1)));
    assertThat(gate.failure())
        .contains(
            "sd15, conv_in, t=50: a is 0.500000 (n=3), 95 % 0 to 1 over 2 scenes (few: rough),"
                + " expected at most 0.250000: above by 0.250000, 100.0 %\n"
                + "    bound: b.csv:2");
  }

  @Test
  void oneViolationIsTheMessage() {
    LeafGate gate = gate(file("b.csv", "*,a,*,*,,1,"));

    gate.check(metric("a", 2));

    assertThat(gate.failure())
        .contains(
            "sd15, conv_in, t=50: a is 2 (n=3), expected at most 1: above by 1, 100.0 %\n"
                + "    bound: b.csv:2");
  }

  @Test
  void allViolationsAreCountedInOneMessage() {
    LeafGate gate = gate(file("b.csv", "*,*,*,*,,1,"));

    gate.check(metric("a", 2));
    gate.check(metric("b", 1));
    gate.check(metric("c", 3));

    assertThat(gate.failure()).isPresent();
    assertThat(gate.failure().orElseThrow().lines().toList())
        .hasSize(5)
        .startsWith("2 of 3 checks failed at sd15, conv_in, t=50");
  }

  @Test
  void theFirstFileThatHasARowGoesOverTheOthers() {
    BoundsFile users = file("users.csv", "*,a,*,*,,unbounded,no bound");
    BoundsFile own = file("own.csv", "Norms.rare,a,conv_in,50,,1,", "*,b,*,*,,1,");
    LeafGate gate = gate(LeafBounds.of(users, own));

    gate.check(metric("a", 2));
    gate.check(metric("b", 1));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion()).isEmpty();
    assertThat(gate.records())
        .extracting(MetricRecord::verdict)
        .containsExactly(MetricVerdict.RECORDED, MetricVerdict.PASSED);
  }

  private static final String SET_ON =
      "audit,metric,layer,timestep,checkpoint,at_least,at_most,severity,note\n";
  private static final String HASH = "0123456789abcdef0123456789abcdef";

  /** Bounds that come with an audit, of which some were set on other checkpoints. */
  private static BoundsFile own(String... rows) {
    return BoundsFile.read(
            new StringReader(SET_ON + String.join("\n", rows)), "own.csv", List.of("sd15", "base"))
        .withHashes(checkpoint -> checkpoint.equals("sd15") ? HASH : "");
  }

  private static LeafBounds own(BoundsFile users, BoundsFile own) {
    return LeafBounds.of(users, own);
  }

  @Test
  void whatWasSetOnAnotherCheckpointIsHeldAgainstNothing() {
    LeafGate gate =
        gate(own(BoundsFile.empty(), own("*,a,*,*,sha256:ffffffffffff,,1,,", "*,b,*,*,,,9,,")));

    gate.check(metric("a", 2));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.incomparable())
        .contains(new NothingToCompare(List.of("a"), true, Optional.empty()));
    assertThat(gate.isAsked()).isFalse();
    assertThat(gate.abortion())
        .get()
        .asString()
        .startsWith(
            "sd15, conv_in, t=50: nothing to compare with: a is only recorded, since the bounds"
                + " that come with Norms.rare were set on another checkpoint and hold for it alone;"
                + " this one is sha256:0123456789ab. Record a baseline");
    assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.RECORDED);

    gate.check(metric("b", 1));

    assertThat(gate.abortion()).as("now something was held").isEmpty();
    assertThat(gate.isOnlyRecorded()).isFalse();
    assertThat(gate.incomparable())
        .as("and yet not all")
        .contains(new NothingToCompare(List.of("a"), false, Optional.empty()));
  }

  @Test
  void whatIsUndecidedOrBeyondGoesOverWhatCannotBeCompared() {
    BoundsFile own = own("*,a,*,*,sha256:ffffffffffff,,1,,", "*,b,*,*,,,1,,");
    LeafGate undecided = gate(own(BoundsFile.empty(), own));
    LeafGate beyond = gate(own(BoundsFile.empty(), own));
    LeafGate withoutRow = gate(own(BoundsFile.empty(), own));

    for (LeafGate gate : List.of(undecided, beyond, withoutRow)) {
      gate.check(metric("a", 2));
    }
    undecided.check(none("b"));
    beyond.check(metric("b", 2));
    withoutRow.check(metric("c", 2));

    assertThat(undecided.abortion())
        .contains(
            "sd15, conv_in, t=50: b is not applicable: there is none\n"
                + "also nothing to compare with: a");
    assertThat(beyond.failure()).get().asString().endsWith("also nothing to compare with: a");
    assertThat(withoutRow.abortion()).get().asString().contains("c has no bound: add a row");
    assertThat(List.of(undecided, beyond, withoutRow))
        .allSatisfy(gate -> assertThat(gate.isOnlyRecorded()).isFalse());
  }

  @Test
  void whyABaselineCannotTellIsSaidAsData() {
    LeafGate gate =
        gate(own(BoundsFile.empty(), BoundsFile.empty()).withoutComparison("b.csv saw others"));

    gate.check(metric("a", 2));

    assertThat(gate.incomparable())
        .contains(new NothingToCompare(List.of("a"), true, Optional.of("b.csv saw others")));
  }

  @Test
  void aFigureThatDoesNotExistIsUndecidedWhateverItWouldBeComparedWith() {
    LeafGate gate = gate(own(BoundsFile.empty(), own("*,a,*,*,sha256:ffffffffffff,,1,,")));

    gate.check(none("a"));

    assertThat(gate.incomparable()).isEmpty();
    assertThat(gate.abortion()).contains("sd15, conv_in, t=50: a is not applicable: there is none");
    assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.NOT_APPLICABLE);
  }

  @Test
  void whatWasSetOnThisCheckpointGoesOverWhatIsForAny() {
    LeafGate gate =
        gate(own(BoundsFile.empty(), own("*,a,*,*,sha256:" + HASH + ",,1,,", "*,a,*,*,*,,3,,")));

    gate.check(metric("a", 2));

    assertThat(gate.failure()).get().asString().contains("own.csv:2");
  }

  @Test
  void aRowOfTheUsersReplacesTheAuditsOwn() {
    LeafGate gate =
        gate(
            own(
                file("b.csv", "*,a,*,*,,3,"),
                own("*,a,*,*,sha256:ffffffffffff,,1,,", "*,a,*,*,,,1,,")));

    gate.check(metric("a", 2));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion()).isEmpty();
    assertThat(gate.records().get(0).atMost()).hasValue(3);
  }

  /** A baseline's figure, as the baseline of a leaf gives it. */
  private static LeafGate besideBaseline(Metric recorded, String... own) {
    References references = Held.against(recorded);
    return new LeafGate(
        "Norms.rare",
        SUBJECT,
        Held.rules(
            references,
            own(BoundsFile.empty(), own(own)).against(BaselineBounds.of(references, "tiny.csv"))));
  }

  @Test
  void besideABaselineWhatIsForAnyCheckpointHoldsToo() {
    LeafGate bad = besideBaseline(metric("a", 2), "*,a,*,*,,,1,,for any");
    LeafGate both = besideBaseline(metric("a", 2), "*,a,*,*,,,1,,for any");
    LeafGate within = besideBaseline(metric("a", 0.5), "*,a,*,*,,,1,,for any");
    LeafGate worse = besideBaseline(metric("a", 0.5), "*,a,*,*,,,1,,for any");

    bad.check(metric("a", 2));
    both.check(metric("a", 5));
    within.check(metric("a", 0.5));
    worse.check(metric("a", 0.9));

    assertThat(bad.failure()).get().asString().contains("own.csv:2 (for any)");
    assertThat(bad.records().get(0).atMost()).as("the tightest").hasValue(1);
    assertThat(both.failure())
        .get()
        .asString()
        .startsWith("sd15, conv_in, t=50: a is 5")
        .contains("own.csv:2 (for any)", "tiny.csv");
    assertThat(within.failure()).isEmpty();
    assertThat(within.abortion()).isEmpty();
    assertThat(within.records().get(0).verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(worse.failure()).get().asString().contains("tiny.csv").doesNotContain("own.csv");
    assertThat(worse.records().get(0).atMost().orElseThrow()).isLessThan(0.9);
  }

  @Test
  void besideABaselineWhatWasSetOnThisCheckpointDoesNot() {
    LeafGate gate = besideBaseline(metric("a", 2), "*,a,*,*,sha256:" + HASH + ",,1,,");

    gate.check(metric("a", 2));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion()).isEmpty();
    assertThat(gate.records().get(0).atMost().orElseThrow()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void besideABaselineAWarningOnlyWarns() {
    LeafGate gate = besideBaseline(metric("a", 2), "*,a,*,*,,,1,warn,soon");

    gate.check(metric("a", 2));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion()).isEmpty();
    assertThat(gate.warnings()).singleElement().asString().contains("own.csv:2 (soon)");
    assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.WARNED);
  }

  @Test
  void besideABaselineWhatIsGoneIsToldOnce() {
    LeafGate gate = besideBaseline(metric("a", 2), "*,a,*,*,,,1,,");

    gate.check(none("a"));

    assertThat(gate.failure()).get().asString().contains("a is gone", "also undecided: a is not");
    assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.NOT_APPLICABLE);
  }

  @Test
  void undecidedChecksAbortWithEveryReason() {
    LeafGate gate = gate(file("b.csv", "*,a,*,*,,1,"));

    gate.check(none("a"));
    gate.check(metric("b", 1));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion())
        .contains(
            "sd15, conv_in, t=50: a is not applicable: there is none\n"
                + "b has no bound: add a row for Norms.rare to a bounds file and name it with"
                + " -Daudit.bounds=…");
    assertThat(gate.records())
        .extracting(MetricRecord::verdict)
        .containsExactly(MetricVerdict.NOT_APPLICABLE, MetricVerdict.RECORDED);
  }

  @Test
  void whatIsDeliberatelyWithoutBoundMayBeNotApplicable() {
    LeafGate gate = gate(file("b.csv", "*,a,*,*,,unbounded,", "*,b,*,*,,1,"));

    gate.check(none("a"));
    gate.check(metric("b", 1));

    assertThat(gate.abortion()).isEmpty();
    assertThat(gate.records())
        .extracting(MetricRecord::verdict)
        .containsExactly(MetricVerdict.NOT_APPLICABLE, MetricVerdict.PASSED);
  }

  @Test
  void aLeafPassesOnlyIfSomethingWasHeld() {
    LeafGate gate = gate(file("b.csv", "*,*,*,*,,unbounded,", "*,b,*,*,unbounded,,"));

    gate.check(metric("a", 1));
    gate.check(metric("b", 1));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion())
        .contains(
            "sd15, conv_in, t=50: no metric was held against a bound: a is unbounded by b.csv:2; b"
                + " is unbounded by b.csv:3");
  }

  private static BoundsFile warning(String limit) {
    return BoundsFile.read(
        new StringReader(
            HEADER.strip() + ",severity\n*,a,*,*,," + limit + ",not yet,warn\n*,b,*,*,,1,,\n"),
        "w.csv",
        List.of("base"));
  }

  @Test
  void aBoundThatOnlyWarnsTellsAndFailsNothing() {
    LeafGate gate = gate(warning("1"));

    gate.check(metric("a", 2));
    gate.check(metric("b", 1));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion()).isEmpty();
    assertThat(gate.records())
        .extracting(MetricRecord::verdict)
        .containsExactly(MetricVerdict.WARNED, MetricVerdict.PASSED);
    assertThat(gate.warnings())
        .containsExactly(
            "sd15, conv_in, t=50: a is 2 (n=3), expected at most 1: above by 1, 100.0 %\n"
                + "    bound: w.csv:2 (not yet)");
  }

  @Test
  void whatCannotBeHeldAgainstAWarningHoldsNothing() {
    LeafGate gate = gate(warning("1"));

    gate.check(none("a"));

    assertThat(gate.warnings())
        .containsExactly("sd15, conv_in, t=50: a is not applicable: there is none");
    assertThat(gate.abortion())
        .contains(
            "sd15, conv_in, t=50: no metric was held against a bound: a is not applicable: there is"
                + " none (w.csv:2 only warns)");
  }

  @Test
  void aViolationIsWorseThanWhatIsUndecided() {
    LeafGate gate = gate(file("b.csv", "*,a,*,*,,1,"));

    gate.check(metric("a", 2));
    gate.abort("gave up");

    assertThat(gate.failure()).get().asString().endsWith("\nalso undecided: gave up");
  }

  @Test
  void anAuditThatGaveUpAbortsEvenIfItCheckedNothing() {
    LeafGate gate = gate();

    gate.abort("gave up");

    assertThat(gate.abortion()).contains("sd15, conv_in, t=50: gave up");
  }

  @Test
  void oneThatGaveUpWithoutAReasonSaysSo() {
    LeafGate gate = gate();

    gate.abort(null);

    assertThat(gate.abortion()).contains("sd15, conv_in, t=50: the audit aborted without a reason");
  }

  @Test
  void recordingChecksNothing() {
    LeafGate gate = gate(file("b.csv", "*,a,*,*,,1,"));

    gate.record(metric("a", 2));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion())
        .contains("Norms.rare checked nothing at sd15, conv_in, t=50: call gate.check(…)");
  }

  @Test
  void aCheckGoesOverARecordWhicheverComesFirst() {
    LeafGate gate = gate(file("b.csv", "*,*,*,*,,1,"));

    gate.record(metric("a", 1));
    gate.check(metric("a", 1));
    gate.check(metric("b", 1));
    gate.record(metric("b", 1));

    assertThat(gate.records())
        .extracting(MetricRecord::metric, MetricRecord::verdict)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", MetricVerdict.PASSED),
            org.assertj.core.groups.Tuple.tuple("b", MetricVerdict.PASSED));
  }

  private static LeafGate relative(String checkpoint, Metric theirs, String... rows) {
    return new LeafGate(
        "Norms.rare",
        new Subject(checkpoint, new LayerName("conv_in"), 50),
        Held.rules(Held.against(theirs), LeafBounds.of(file("b.csv", rows))));
  }

  @Test
  void aRelativeLimitIsWorkedOutAndExplained() {
    LeafGate gate = relative("sd15", metric("a", 0.4), "*,a,*,*,,base + 0.05,");

    gate.check(metric("a", 0.5));

    assertThat(gate.failure())
        .contains(
            "sd15, conv_in, t=50: a is 0.500000 (n=3), expected at most 0.450000 (base is 0.400000;"
                + " bound: base + 0.05): above by 0.0500000, 11.1 %\n    bound: b.csv:2");
    assertThat(gate.records().get(0).atMost()).hasValueCloseTo(0.45, within(1e-12));
    assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.FAILED);
  }

  @Test
  void nothingIsAskedOfTheReferenceItself() {
    LeafGate gate = relative("base", metric("a", 0.4), "*,a,*,*,,base * 0.5,");

    gate.check(metric("a", 0.4));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion()).isEmpty();
    assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.RECORDED);
  }

  @Test
  void whatTheReferenceDoesNotHaveCannotBeSaid() {
    LeafGate gate = relative("sd15", none("a"), "*,a,*,*,,base + 0.05,");

    gate.check(metric("a", 0.5));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion())
        .contains(
            "sd15, conv_in, t=50: a: there is nothing to hold it against: it is not applicable to"
                + " base: there is none");
  }

  @Test
  void whatTheReferenceHasAndTheCandidateHasNotFails() {
    LeafGate gate = relative("sd15", metric("a", 0.4), "*,a,*,*,,base + 0.05,as the parent");

    gate.check(none("a"));

    assertThat(gate.failure())
        .contains(
            "sd15, conv_in, t=50: a is gone: it is not applicable (there is none), and base has"
                + " 0.400000 (n=3)\n    bound: b.csv:2 (as the parent)");
    assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.NOT_APPLICABLE);
  }

  @Test
  void whatNeitherHasIsUndecided() {
    LeafGate gate = relative("sd15", none("a"), "*,a,*,*,,base + 0.05,");

    gate.check(none("a"));

    assertThat(gate.failure()).isEmpty();
    assertThat(gate.abortion()).contains("sd15, conv_in, t=50: a is not applicable: there is none");
  }

  @Test
  void aFactorOfANegativeFigureActsOnItsMagnitudeAndSaysSo() {
    LeafGate within = relative("sd15", metric("a", -10), "*,a,*,*,,base * 1.2,");
    LeafGate beyond = relative("sd15", metric("a", -10), "*,a,*,*,,base * 1.2,");

    within.check(metric("a", -9));
    beyond.check(metric("a", -7));

    assertThat(within.failure()).as("10 % above is not 20 %").isEmpty();
    assertThat(beyond.failure())
        .get()
        .asString()
        .contains("expected at most -8 (base is -10; bound: base * 1.2, of the magnitude)");
  }

  private static Metric ofScenes(double... values) {
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      images.add(new Image(i + ".png", Integer.toString(i)));
    }
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    double mean = Arrays.stream(values).average().orElseThrow();
    return metric("a", mean).withContributions(Contributions.ratio(images, values, ones));
  }

  /** Two scenes may agree by chance, so what only they have is no change. */
  @Test
  void whatIsOnlyRecordedChangesOnManyScenesOnly() {
    for (int scenes : new int[] {2, 9}) {
      double[] now = new double[scenes];
      Arrays.fill(now, 0.4);
      References references = Held.against(ofScenes(new double[scenes]));
      LeafRules rules =
          Held.rules(references, LeafBounds.of(BaselineBounds.of(references, "tiny.csv")));
      LeafGate gate = new LeafGate("Norms.rare", SUBJECT, rules);
      rules.comparisons().complete();

      gate.record(ofScenes(now));
      gate.finish();

      assertThat(gate.failure().isPresent()).as("%d scenes", scenes).isEqualTo(scenes == 9);
      if (scenes == 9) {
        assertThat(gate.failure().get()).startsWith("changed: sd15, conv_in, t=50: a is 0.4");
        assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.FAILED);
      }
    }
  }

  @Test
  void oneSceneIsNeverJudgedRaw() {
    for (double ours : new double[] {0.1, 5}) {
      LeafGate gate = relative("sd15", ofScenes(0.4), "*,a,*,*,,base + 0.05,");

      gate.check(ofScenes(ours));

      assertThat(gate.failure()).as("at %s", ours).isEmpty();
      assertThat(gate.abortion()).get().asString().contains("one scene cannot tell a difference");
      assertThat(gate.records().get(0).verdict()).isEqualTo(MetricVerdict.INCONCLUSIVE);
    }
  }

  @Test
  void aRowThatWouldFailAnImprovementIsRefused() {
    LeafGate gate = relative("sd15", metric("a", 0.4), "*,a,*,*,base - 0.05,,");

    gate.check(metric("a", 0.5));

    assertThat(gate.refusedRows())
        .containsExactly(
            "b.csv:2: at_least 'base - 0.05' would fail an improvement of a, of which a larger"
                + " value is worse; write the limit into at_most, or fill both to keep the metric"
                + " in a band");
    assertThat(gate.abortion()).isPresent();
  }

  @Test
  void aBandIsNoRefusal() {
    LeafGate gate = relative("sd15", metric("a", 0.4), "*,a,*,*,base - 0.05,base + 0.05,");

    gate.check(metric("a", 0.3));

    assertThat(gate.refusedRows()).isEmpty();
    assertThat(gate.failure()).isPresent();
  }
}
