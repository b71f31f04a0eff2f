package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A process is told from those before it that had its number. */
class OwnerTest {

  @Test
  void onlyWhatWouldBeSeenHereIsSaidToBeGone() throws IOException {
    Owner self = Owner.self();

    assertThat(self.isGone(self.label())).isFalse();
    assertThat(self.isGone(self.place() + " " + self.pid() + " 1")).isTrue();
    assertThat(self.isGone(self.place() + " 4194304 1")).isTrue(); // no process has that number
    assertThat(self.isGone("other pid:[1] 4194304 1")).isFalse();
    assertThat(self.isGone("")).isFalse();
    assertThat(self.isGone(self.place() + " x 1")).isFalse();
  }
}
