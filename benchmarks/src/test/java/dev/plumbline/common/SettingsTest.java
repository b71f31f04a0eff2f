package dev.plumbline.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private final Properties properties = new Properties();
  private final Settings settings = new Settings(properties);

  @Test
  void whatIsBlankHasItsDefault() {
    properties.setProperty("a", " ");

    assertThat(settings.text("a", "b")).isEqualTo("b");
    assertThat(settings.number("a", "3")).isEqualTo(3);
    assertThat(settings.longNumber("none", "4")).isEqualTo(4);
    assertThat(settings.flag("a")).isFalse();
    assertThat(settings.path("a", "b")).isEqualTo(Path.of("b").toAbsolutePath());
  }

  @Test
  void blanksAroundAreNoPart() {
    properties.setProperty("a", " 12 ");

    assertThat(settings.text("a", "")).isEqualTo("12");
    assertThat(settings.number("a", "0")).isEqualTo(12);
  }

  @Test
  void whatIsNoNumberOrTooLargeForOneIsNamed() {
    properties.setProperty("a", "4294967296");

    assertThat(settings.longNumber("a", "0")).isEqualTo(1L << 32);
    assertThatThrownBy(() -> settings.number("a", "0"))
        .isInstanceOf(UserError.class)
        .hasMessage("a has to be a whole number, not '4294967296'.");
    assertThatThrownBy(() -> Settings.part("a", "x"))
        .isInstanceOf(UserError.class)
        .hasMessage("a has to be a whole number, not 'x'.");
    assertThatThrownBy(() -> settings.flag("a"))
        .isInstanceOf(UserError.class)
        .hasMessage("a has to be true or false.");
  }
}
