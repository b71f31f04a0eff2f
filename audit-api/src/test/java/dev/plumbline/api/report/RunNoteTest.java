package dev.plumbline.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunNoteTest {

  @ParameterizedTest
  @EnumSource
  void notesComeBackAsTheyWere(RunNote.Kind kind) {
    RunNote note = new RunNote(kind, "a, \"b\"", "two\nlines = ✓");

    assertThat(RunNote.fromEntry(note.toEntry())).contains(note);
  }

  @Test
  void otherEntriesHoldNoNote() {
    assertThat(RunNote.fromEntry(Map.of())).isEmpty();
    assertThat(RunNote.fromEntry(Map.of("name", "a", "text", "b"))).isEmpty();
  }
}
