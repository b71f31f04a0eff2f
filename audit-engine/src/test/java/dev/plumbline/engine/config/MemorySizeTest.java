package dev.plumbline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {

  @ParameterizedTest
  @CsvSource({
    "12GB, 12000000000",
    "12 gb, 12000000000",
    "1.5GiB, 1610612736",
    "800MB, 800000000",
    "64KiB, 65536",
    "1TB, 1000000000000"
  })
  void readsAmounts(String text, long bytes) {
    assertThat(MemorySize.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "GB", "-1GB", "0GB", "12 apples", "1e3GB", "99999999999TB"})
  void refusesWhatIsNone(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemorySize.bytes(text))
        .withMessageContaining("12GB");
  }
}
