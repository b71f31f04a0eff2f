package dev.plumbline.engine.plan;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where sessions run, one at a time.
 *
 * @param kind which kind of device was asked for
 * @param index the GPU's number; on the CPU, which of the sessions that share it
 */
public record Device(Kind kind, int index) {

  /** CUDA where it can be had, else the CPU. */
  public static final Device AUTO = new Device(Kind.AUTO, 0);

  /** The CPU, for one session. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  /** The kinds of devices. */
  public enum Kind {
    /** CUDA where it can be had, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU; an error where it cannot be had. */
    CUDA
  }

  /** Returns the device as users write it, such as {@code cuda:1}. */
  @Override
  public String toString() {
    return switch (kind) {
      case AUTO -> "auto";
      case CPU -> "cpu";
      case CUDA -> "cuda:" + index;
    };
  }

  /**
   * Returns several devices as users write them.
   *
   * @param devices devices of one kind
   * @return such as {@code cuda:0,cuda:1} or {@code cpu*2}
   */
  public static String list(List<Device> devices) {
    return devices.size() > 1 && devices.get(0).kind() == Kind.CPU
        ? "cpu*" + devices.size()
        : devices.stream().map(Device::toString).collect(Collectors.joining(","));
  }
}
