package dev.plumbline.engine.measure.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailableMemoryTest {

  @TempDir Path root;

  private void file(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void meminfo() throws IOException {
    file("proc/meminfo", "MemTotal:  9000000 kB\nMemFree: 10 kB\nMemAvailable:    8000000 kB\n");
  }

  @Test
  void withoutLimitsItIsWhatTheKernelCanMakeFree() throws IOException {
    meminfo();

    assertThat(AvailableMemory.bytes(root)).hasValue(8_000_000L * 1024);
  }

  @Test
  void aGroupLeavesItsLimitLessWhatIsUsedButForCachedFiles() throws IOException {
    meminfo();
    file("proc/self/cgroup", "0::/outer/inner\n");
    file("sys/fs/cgroup/outer/inner/memory.max", "max\n");
    file("sys/fs/cgroup/outer/inner/memory.current", "10\n");
    file("sys/fs/cgroup/outer/memory.max", "2000000000\n");
    file("sys/fs/cgroup/outer/memory.current", "900000000\n");
    file("sys/fs/cgroup/outer/memory.stat", "anon 1\ninactive_file 300000000\nactive_file 5\n");

    assertThat(AvailableMemory.bytes(root)).hasValue(2_000_000_000L - 900_000_000L + 300_000_005L);
  }

  @Test
  void inAContainerTheMountIsTheGroup() throws IOException {
    meminfo();
    file("proc/self/cgroup", "0::/docker/not-visible-here\n");
    file("sys/fs/cgroup/memory.max", "1000000\n");
    file("sys/fs/cgroup/memory.current", "400000\n");

    assertThat(AvailableMemory.bytes(root)).hasValue(600_000);
  }

  @Test
  void groupsOfTheFirstVersionCountToo() throws IOException {
    meminfo();
    file("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/job\n1:cpu:/\n0::/\n");
    String group = "sys/fs/cgroup/memory/job/";
    file(group + "memory.limit_in_bytes", "5000000\n");
    file(group + "memory.usage_in_bytes", "2000000\n");
    file(group + "memory.stat", "inactive_file 1\ntotal_inactive_file 500000\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", "7\n");

    assertThat(AvailableMemory.bytes(root)).hasValue(3_500_000);
  }

  @Test
  void aGroupThatIsFullLeavesNothing() throws IOException {
    meminfo();
    file("proc/self/cgroup", "0::/\n");
    file("sys/fs/cgroup/memory.max", "1000\n");
    file("sys/fs/cgroup/memory.current", "1200\n");

    assertThat(AvailableMemory.bytes(root)).hasValue(0);
  }

  @Test
  void whereThereIsNoLinuxNothingIsSaid() {
    assertThat(AvailableMemory.bytes(root)).isEmpty();
  }

  @Test
  void thisMachineHasSome() {
    assertThat(AvailableMemory.bytes()).isPresent();
    assertThat(AvailableMemory.bytes().getAsLong()).isPositive();
  }
}
