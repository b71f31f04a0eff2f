package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import dev.plumbline.mutations.Mutation.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutationOptionsTest {

  private static MutationOptions options(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return MutationOptions.of(properties);
  }

  private static List<Mutation> hundred() {
    return IntStream.range(0, 100)
        .mapToObj(
            i ->
                new Mutation(
                    "m" + i,
                    i % 2 == 0 ? MutationKind.ZEROED : MutationKind.SCALED,
                    "conv_in",
                    "m" + i,
                    Set.of(),
                    (parent, copy) -> {},
                    Conditions.SAME))
        .toList();
  }

  @Test
  void allAreRunWhereNothingIsSaid() {
    MutationOptions options = options("mutation.kind", "", "mutation.count", " ");

    assertThat(options.choose(hundred()))
        .containsExactlyInAnyOrderElementsOf(hundred().stream().map(m -> m).toList())
        .hasSize(100);
    assertThat(options.networks()).containsExactly("reference-unet", "untrained-unet");
    assertThat(options.timesteps()).isEqualTo("50,500");
    assertThat(options.photographs()).isZero();
  }

  @Test
  void aSubsetIsDrawnByTheSeed() {
    List<String> once = ids(options("mutation.count", "10").choose(hundred()));

    assertThat(once).hasSize(10).doesNotHaveDuplicates();
    assertThat(ids(options("mutation.count", "10").choose(hundred()))).isEqualTo(once);
    assertThat(ids(options("mutation.count", "10", "mutation.seed", "8").choose(hundred())))
        .isNotEqualTo(once);
  }

  @Test
  void shardsAreAllOfItAndShareNothing() {
    List<Mutation> chosen = options("mutation.count", "11").choose(hundred());
    List<Mutation> both = new ArrayList<>(options("mutation.shard", "1/2").own(chosen));
    both.addAll(options("mutation.shard", "2/2").own(chosen));

    assertThat(both).hasSize(11).containsExactlyInAnyOrderElementsOf(chosen);
  }

  @Test
  void oneKindIsChosenByItsName() {
    assertThat(options("mutation.kind", "scaled").choose(hundred()))
        .hasSize(50)
        .allMatch(mutation -> mutation.kind() == MutationKind.SCALED);
  }

  @ParameterizedTest
  @CsvSource({
    "mutation.kind, zeored, zeroed",
    "mutation.shard, 3/2, one of",
    "mutation.shard, 2, like 1/2",
    "mutation.count, many, whole number"
  })
  void whatCannotBeIsRefused(String name, String value, String said) {
    assertThatThrownBy(() -> options(name, value))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(name)
        .hasMessageContaining(said);
  }

  private static List<String> ids(List<Mutation> mutations) {
    return mutations.stream().map(Mutation::id).toList();
  }
}
