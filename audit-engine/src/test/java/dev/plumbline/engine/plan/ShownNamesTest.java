package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up_blocks.1",
        "ünï 写真 🦊 קובץ ملف",
        "a b \"c\" <d> %41 \\n",
        "👩‍🚀.png",
        "לשלום\u200E!"
      })
  void whatCanBeShownStaysAsItIs(String name) {
    assertThat(SafeNames.shown(name)).isEqualTo(name);
    assertThat(SafeNames.message(name)).isEqualTo(name);
  }

  /** Escapes, breaks, separators, overrides and isolates, and halves of characters. */
  @Test
  void whatIsObeyedIsWrittenOut() {
    assertThat(SafeNames.shown("\u001B]0;x\u0007\r\n\t\u0000\u007F\u0085\u009B"))
        .isEqualTo("\\u001B]0;x\\u0007\\u000D\\u000A\\u0009\\u0000\\u007F\\u0085\\u009B");
    assertThat(SafeNames.shown("a\u2028b\u2029c")).isEqualTo("a\\u2028b\\u2029c");
    assertThat(SafeNames.shown("photo\u202Egnp.exe")).isEqualTo("photo\\u202Egnp.exe");
    for (int point : new int[] {0x202A, 0x202B, 0x202C, 0x202D, 0x2066, 0x2067, 0x2068, 0x2069}) {
      assertThat(SafeNames.shown("a" + (char) point)).isEqualTo("a\\u%04X".formatted(point));
    }
    assertThat(SafeNames.shown("\uD83E\uDD8A \uD83E")).isEqualTo("\uD83E\uDD8A \\uD83E");
  }

  @Test
  void messagesKeepTheirLayout() {
    assertThat(SafeNames.message("a:\n\tb\u001B[31m\r")).isEqualTo("a:\n\tb\\u001B[31m\\u000D");
    assertThat(new UserError("no file \u202Etxt.exe")).hasMessage("no file \\u202Etxt.exe");
  }
}
