package dev.plumbline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeSpanTest {

  @Test
  void readsSpansAsPeopleWriteThem() {
    assertThat(TimeSpan.parse("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(TimeSpan.parse(" 15 m ")).isEqualTo(Duration.ofMinutes(15));
    assertThat(TimeSpan.parse("15min")).isEqualTo(Duration.ofMinutes(15));
    assertThat(TimeSpan.parse("2H")).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void refusesWhatIsNone() {
    for (String text : new String[] {"", "90", "0s", "-5m", "1.5h", "m", "9999999999h", "2 days"}) {
      assertThatThrownBy(() -> TimeSpan.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected a span of time, such as 90s, 15m or 2h");
    }
  }
}
