package dev.plumbline.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecidedLeavesTest {

  private final DecidedLeaves leaves = new DecidedLeaves(0.5);

  private void count(String checkpoint, int decided, int undecided) {
    IntStream.range(0, decided).forEach(leaf -> leaves.decided(checkpoint, "Norms.rare"));
    IntStream.range(0, undecided)
        .forEach(leaf -> leaves.undecided(checkpoint, "Norms.rare", "reason " + leaf));
  }

  /** Of both together, 60 % are decided. */
  @Test
  void whatIsDecidedOfOneCheckpointSaysNothingOfAnother() {
    count("parent", 10, 0);
    count("candidate", 2, 8);

    assertThat(leaves.problems())
        .containsExactly(
            "Norms.rare decided 2 of 10 leaves of candidate, and has to decide 50 %"
                + " (audit.decided.share): the first is undecided because reason 0");
  }

  @Test
  void halfIsEnough() {
    count("candidate", 5, 5);

    assertThat(leaves.problems()).isEmpty();
  }

  private void incomparable(String checkpoint, int count) {
    IntStream.range(0, count)
        .forEach(
            leaf -> leaves.incomparable(checkpoint, "A.other", checkpoint + ": nothing " + leaf));
  }

  @Test
  void whatHadNothingToBeComparedWithIsNotUndecided() {
    count("candidate", 1, 0);
    incomparable("candidate", 99);

    assertThat(leaves.problems()).isEmpty();
  }

  /** One leaf that cannot be decided beside many that were not to be is no share of anything. */
  @Test
  void aFewUndecidedBesideManyThatHadNothingToBeComparedWithAreNotRed() {
    count("candidate", 1, 0);
    incomparable("candidate", 37);
    IntStream.range(0, 9).forEach(leaf -> leaves.undecided("candidate", "A.other", "reason"));

    assertThat(leaves.problems()).isEmpty();
    IntStream.range(0, 40).forEach(leaf -> leaves.undecided("candidate", "A.other", "reason"));
    assertThat(leaves.problems()).hasSize(1);
  }

  @Test
  void aCheckpointOfWhichNothingWasHeldMakesTheRunRed() {
    count("parent", 10, 0);
    incomparable("candidate", 2);

    assertThat(leaves.problems())
        .containsExactly(
            "Nothing of candidate was held against anything, so nothing is known of it: 2 leaves,"
                + " the first candidate: nothing 0");
  }

  @Test
  void whatIsUndecidedBesideItIsSaidToo() {
    count("candidate", 0, 3);
    incomparable("candidate", 2);

    assertThat(leaves.problems())
        .containsExactly(
            "Nothing of candidate was held against anything, so nothing is known of it: 2 leaves,"
                + " the first candidate: nothing 0",
            "Every audit aborted, so nothing was decided: 3 leaves, the first because reason 0");
  }

  @Test
  void whatOthersAreHeldAgainstNeedsNothingItselfAsLongAsThereAreOthers() {
    leaves.notAsked("parent");
    incomparable("parent", 2);

    assertThat(leaves.problems())
        .as("nothing was held")
        .containsExactly(
            "Nothing was asked: every checkpoint of the run is one that others are held against");

    count("candidate", 1, 0);

    assertThat(leaves.problems()).isEmpty();
  }

  @Test
  void aRunThatEndedBeforeItsLeavesIsNotSaidToHaveAskedNothing() {
    assertThat(leaves.problems())
        .containsExactly("Nothing was decided: the run ended before any of its leaves was judged");
  }

  @Test
  void whereNothingWasDecidedOneMessageSaysSo() {
    count("parent", 0, 1);
    count("candidate", 0, 2);

    assertThat(leaves.problems())
        .containsExactly(
            "Every audit aborted, so nothing was decided: 3 leaves, the first because reason 0");
  }
}
