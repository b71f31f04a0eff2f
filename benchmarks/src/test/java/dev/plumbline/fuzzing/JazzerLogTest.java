package dev.plumbline.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JazzerLogTest {

  @Test
  void theLastCountsAreTaken() {
    JazzerLog log =
        JazzerLog.of(
            List.of(
                "INFO: Seed: 4223917606",
                "#2\tINITED cov: 12 ft: 34 corp: 1/1b exec/s: 0 rss: 507Mb",
                "#4096\tpulse  cov: 810 ft: 2200 corp: 90/11Kb lim: 257 exec/s: 384 rss: 507Mb",
                "#7707\tDONE   cov: 808 ft: 2175 corp: 150/26Kb lim: 257 exec/s: 367 rss: 507Mb",
                "stat::number_of_executed_units: 7710"));

    assertThat(log).isEqualTo(new JazzerLog(7710, 810));
  }

  @Test
  void aRunThatEndedEarlyHasWhatItSaidLast() {
    assertThat(JazzerLog.of(List.of("#300\tNEW    cov: 7 ft: 9 corp: 2/8b exec/s: 1 rss: 1Mb")))
        .isEqualTo(new JazzerLog(300, 7));
    assertThat(JazzerLog.of(List.of("ERROR: no such class"))).isEqualTo(new JazzerLog(0, 0));
  }
}
