package dev.plumbline.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hands in all that was made for fuzzing, and all that fuzzing found and that was kept. */
class KeptCorpusTest {

  private static final Path KEPT = Path.of("src/test/resources/fuzz");

  /** A minute for what takes a second: only what hangs takes longer. */
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private static List<Path> inputs(FuzzTarget target) throws IOException {
    return new Corpus(KEPT.resolve(target.label())).inputs();
  }

  @ParameterizedTest
  @EnumSource
  void everyInputIsReadOrRefused(FuzzTarget target) throws IOException {
    Set<FuzzCheck.Ending> seen = EnumSet.noneOf(FuzzCheck.Ending.class);

    for (Path input : inputs(target)) {
      byte[] bytes = Files.readAllBytes(input);
      String name = input.getFileName().toString();
      FuzzCheck.Ending ending =
          assertTimeoutPreemptively(
              DEADLINE, () -> FuzzCheck.run(target.door(), bytes, folder), name);
      seen.add(ending);
      if (name.startsWith("valid-")) {
        assertThat(ending).as(name).isEqualTo(FuzzCheck.Ending.ACCEPTED);
      } else if (name.startsWith("refused-")) {
        assertThat(ending).as(name).isEqualTo(FuzzCheck.Ending.REFUSED);
      }
    }

    // Else the door leads nowhere, or lets everything in. A glob there is for any text.
    assertThat(seen)
        .containsExactlyElementsOf(
            target == FuzzTarget.GLOBS
                ? EnumSet.of(FuzzCheck.Ending.ACCEPTED)
                : EnumSet.allOf(FuzzCheck.Ending.class));
  }

  @Test
  void inputsAreSmallAndOfATarget() throws IOException {
    long all = 0;
    for (FuzzTarget target : FuzzTarget.values()) {
      for (Path input : inputs(target)) {
        assertThat(Files.size(input))
            .as(input.toString())
            .isLessThanOrEqualTo(JazzerRun.LONGEST_INPUT);
        all += Files.size(input);
      }
    }
    assertThat(all).isLessThan(1 << 20);
    try (Stream<Path> folders = Files.list(KEPT)) {
      assertThat(folders.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(FuzzTarget.values()).map(FuzzTarget::label).toList());
    }
  }
}
