package dev.plumbline.engine.checkpoint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonStringListTest {

  @Test
  void readsWhatReprWrites() {
    assertThat(PythonStringList.parse("['', 'down_blocks.0', 'view_9']"))
        .hasValueSatisfying(
            list -> assertThat(list).containsExactly("", "down_blocks.0", "view_9"));
  }

  @Test
  void readsDoubleQuotesEscapesSpacesAndATrailingComma() {
    assertThat(PythonStringList.parse(" [ \"it's\" ,'a\\'b, c]' , 'x\\\\y', ] "))
        .hasValueSatisfying(list -> assertThat(list).containsExactly("it's", "a'b, c]", "x\\y"));
  }

  @Test
  void readsTheEmptyList() {
    assertThat(PythonStringList.parse("[]")).hasValueSatisfying(list -> assertThat(list).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[", "['a'", "['a", "['a' 'b']", "[a]", "('a',)", "['a'] x", "[1]", "[,]"})
  void isEmptyForAnythingElse(String text) {
    assertThat(PythonStringList.parse(text)).isEmpty();
  }
}
