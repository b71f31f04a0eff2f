package dev.plumbline.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FuzzCheckTest {

  @TempDir Path folder;

  private FuzzCheck.Ending run(Door door) throws IOException {
    return FuzzCheck.run(door, new byte[] {1, 2}, folder);
  }

  @Test
  void whatIsReadOrRefusedWithAMessageMayBe() throws IOException {
    assertThat(run((input, work, said) -> input.length == 2)).isEqualTo(FuzzCheck.Ending.ACCEPTED);
    assertThat(
            run(
                (input, work, said) -> {
                  said.note("A row was left out.");
                  return true;
                }))
        .isEqualTo(FuzzCheck.Ending.ACCEPTED);
    assertThat(
            run(
                (input, work, said) -> {
                  throw new UserError("What is wrong,\nwhere, and\twhat to do.");
                }))
        .isEqualTo(FuzzCheck.Ending.REFUSED);
    assertThat(
            run(
                (input, work, said) -> {
                  said.note("All rows were left out.");
                  return false;
                }))
        .isEqualTo(FuzzCheck.Ending.REFUSED);
  }

  @Test
  void whateverElseIsThrownIsThrownOn() {
    assertThatThrownBy(
            () ->
                run(
                    (input, work, said) -> {
                      throw new IllegalArgumentException("at index 7");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                run(
                    (input, work, said) -> {
                      throw new StackOverflowError();
                    }))
        .isInstanceOf(StackOverflowError.class);
    assertThatThrownBy(
            () ->
                run(
                    (input, work, said) -> {
                      throw new IOException("a file");
                    }))
        .isInstanceOf(IOException.class);
  }

  @Test
  void silenceIsAFinding() {
    assertThatThrownBy(() -> run((input, work, said) -> false))
        .isInstanceOf(Finding.class)
        .hasMessage("Refused without a word");
    assertThatThrownBy(
            () ->
                run(
                    (input, work, said) -> {
                      throw new UserError(" \n");
                    }))
        .isInstanceOf(Finding.class)
        .hasMessageContaining("says nothing");
    assertThatThrownBy(
            () ->
                run(
                    (input, work, said) -> {
                      said.note("");
                      return true;
                    }))
        .isInstanceOf(Finding.class);
  }

  @Test
  void aMessageThatNobodyReadsIsAFinding() throws IOException {
    String longest = "x ".repeat(FuzzCheck.LONGEST / 2);
    Door endless =
        (input, work, said) -> {
          throw new UserError(longest + "x");
        };
    Door talkative =
        (input, work, said) -> {
          said.note(longest + "x");
          return true;
        };
    Door thorough =
        (input, work, said) -> {
          throw new UserError(longest);
        };

    assertThat(run(thorough)).isEqualTo(FuzzCheck.Ending.REFUSED);
    assertThatThrownBy(() -> run(endless)).isInstanceOf(Finding.class).hasMessageContaining("4001");
    assertThatThrownBy(() -> run(talkative)).isInstanceOf(Finding.class);
  }
}
