package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PeakMemoryTest {

  @Test
  void theMarkIsInUnitsOf1024Bytes() {
    List<String> status =
        List.of("Name:\tjava", "VmPeak:\t 5000000 kB", "VmHWM:\t  512000 kB", "VmRSS:\t  4000 kB");

    assertThat(PeakMemory.parse(status)).hasValue(524.288);
  }

  @Test
  void systemsWithoutAMarkHaveNone() {
    assertThat(PeakMemory.parse(List.of("Name:\tjava", "VmRSS:\t  4000 kB"))).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisProcessHasOne() throws Exception {
    assertThat(PeakMemory.megabytes().orElseThrow()).isGreaterThan(10);
  }

  @Test
  void whatAChildSaysIsRead() {
    assertThat(MemoryRuns.Peaks.parse("peak-memory-megabytes 300.500 200.250 true"))
        .contains(new MemoryRuns.Peaks(300.5, 200.25, true))
        .map(MemoryRuns.Peaks::whole)
        .contains(300.5);
    assertThat(MemoryRuns.Peaks.parse("some other line")).isEmpty();
  }
}
