package dev.plumbline.reports.writing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {

  @Test
  void theFirstLineIsEnoughWhereItSaysSomething() {
    assertThat(Texts.firstLine("\n  norm.max_z is 3\nexpected at most 1"))
        .isEqualTo("norm.max_z is 3");
    assertThat(Texts.firstLine("nothing follows:")).isEqualTo("nothing follows:");
    assertThat(Texts.firstLine(" \n ")).isEmpty();
  }

  @Test
  void whatItOnlyAnnouncesComesWithIt() {
    assertThat(Texts.firstLine("an issue during discovery:\n\n(1) [ERROR] one\n\n(2) two\u0007\n"))
        .isEqualTo("an issue during discovery: (1) [ERROR] one (2) two");
  }

  @Test
  void whatIsAnnouncedAtLengthIsCut() {
    assertThat(Texts.firstLine("It said:\n" + "\uD83D\uDE00".repeat(5000)))
        .startsWith("It said: \uD83D\uDE00")
        .endsWith("\uD83D\uDE00…")
        .satisfies(text -> assertThat(text.codePointCount(0, text.length())).isEqualTo(1000));
  }
}
