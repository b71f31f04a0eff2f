package dev.plumbline.engine.measure.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How much memory a process may still take before it is killed: on Linux what the kernel can make
 * free, and no more than what is left of the limits of the control groups that the process is in;
 * elsewhere all the memory there is.
 */
public final class AvailableMemory {

  /** Version 1 of control groups writes a number near 2⁶³ where there is no limit. */
  private static final long NO_LIMIT = 1L << 60;

  private final Path root;

  private AvailableMemory(Path root) {
    this.root = root;
  }

  /** Returns the bytes that can be had; empty where nobody says. */
  public static OptionalLong bytes() {
    OptionalLong linux = bytes(Path.of("/"));
    return linux.isPresent() ? linux : installed();
  }

  /** Returns what Linux says in the files below a root folder; empty where there are none. */
  public static OptionalLong bytes(Path root) {
    AvailableMemory memory = new AvailableMemory(root);
    List<Long> limits = new ArrayList<>();
    memory.number("proc/meminfo", "MemAvailable:").ifPresent(kib -> limits.add(kib * 1024));
    if (!limits.isEmpty()) {
      memory.addGroups(limits);
    }
    return limits.stream().mapToLong(Long::longValue).min();
  }

  private static OptionalLong installed() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? OptionalLong.of(system.getTotalMemorySize())
        : OptionalLong.empty();
  }

  private void addGroups(List<Long> limits) {
    for (String line : lines("proc/self/cgroup")) {
      String[] parts = line.split(":", 3); // hierarchy:controllers:path
      if (parts.length == 3 && parts[1].isEmpty()) {
        addGroups("sys/fs/cgroup", parts[2], "memory.max", "memory.current", "", limits);
      } else if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains("memory")) {
        addGroups(
            "sys/fs/cgroup/memory",
            parts[2],
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_",
            limits);
      }
    }
  }

  /** Adds what is left of the limit of a group and of every group around it. */
  private void addGroups(
      String mount, String path, String limit, String usage, String statPrefix, List<Long> limits) {
    Path base = root.resolve(mount);
    // In a container the path may be the host's; the mount itself is the container's group then.
    for (Path group = base.resolve(path.substring(1)).normalize();
        group != null && group.startsWith(base);
        group = group.getParent()) {
      String folder = root.relativize(group).toString();
      OptionalLong most = number(folder + "/" + limit, "");
      OptionalLong used = number(folder + "/" + usage, "");
      if (most.isPresent() && used.isPresent() && most.getAsLong() < NO_LIMIT) {
        // Pages of files count as used, but are given up before anything is killed.
        long cache =
            number(folder + "/memory.stat", statPrefix + "inactive_file ").orElse(0)
                + number(folder + "/memory.stat", statPrefix + "active_file ").orElse(0);
        limits.add(Math.max(0, most.getAsLong() - used.getAsLong() + cache));
      }
    }
  }

  /** Returns the number that follows a key at the start of a line. */
  private OptionalLong number(String file, String key) {
    for (String line : lines(file)) {
      if (line.startsWith(key)) {
        String text = line.substring(key.length()).strip().split(" ", 2)[0];
        try {
          return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
          return OptionalLong.empty(); // "max": no limit
        }
      }
    }
    return OptionalLong.empty();
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file));
    } catch (IOException e) {
      return List.of(); // not Linux, or not this version of control groups
    }
  }
}
