package dev.plumbline.engine.config;

import dev.plumbline.engine.plan.Device;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The devices that a run is measured on, as users write them: {@code auto}, {@code cpu}, {@code
 * cuda:1}, or several, as {@code cuda:0,cuda:2}, {@code cuda:0-3} or {@code cpu*2}.
 */
final class DeviceList {

  private static final Pattern SEVERAL_ON_CPU = Pattern.compile("cpu\\*(\\d{1,2})");
  private static final Pattern GPUS = Pattern.compile("cuda(?::(\\d{1,2})(?:-(\\d{1,2}))?)?");

  private DeviceList() {}

  /**
   * Reads devices.
   *
   * @throws IllegalArgumentException whose message says what was expected
   */
  static List<Device> parse(String text) {
    Set<Device> devices = new LinkedHashSet<>();
    for (String item : text.toLowerCase(Locale.ROOT).split(",", -1)) {
      for (Device device : item(item.strip())) {
        if (!devices.add(device)) {
          throw new IllegalArgumentException(
              device.kind() == Device.Kind.CPU
                  ? "cpu is named twice: several sessions on the CPU are cpu*2, cpu*3 and so on"
                  : device + " is named twice: a device runs one session at a time");
        }
      }
    }
    if (devices.stream().map(Device::kind).distinct().count() > 1) {
      throw new IllegalArgumentException(
          devices.contains(Device.AUTO)
              ? "auto chooses one device by itself: give it alone"
              : "cpu and cuda compute with different rounding, and which of them measured what would"
                  + " depend on chance: give devices of one kind");
    }
    return List.copyOf(devices);
  }

  private static List<Device> item(String item) {
    Matcher cpus = SEVERAL_ON_CPU.matcher(item);
    Matcher gpus = GPUS.matcher(item);
    if (item.equals("auto")) {
      return List.of(Device.AUTO);
    }
    if (item.equals("cpu")) {
      return List.of(Device.CPU);
    }
    if (cpus.matches() && Integer.parseInt(cpus.group(1)) > 0) {
      return range(Device.Kind.CPU, 0, Integer.parseInt(cpus.group(1)) - 1);
    }
    if (gpus.matches()) {
      int first = gpus.group(1) == null ? 0 : Integer.parseInt(gpus.group(1));
      int last = gpus.group(2) == null ? first : Integer.parseInt(gpus.group(2));
      if (last >= first) {
        return range(Device.Kind.CUDA, first, last);
      }
    }
    throw new IllegalArgumentException(
        (item.isEmpty() ? "" : item + " is no device: ")
            + "expected auto, cpu, cuda or cuda:n, or several, as cuda:0,cuda:2 or cuda:0-3 or"
            + " cpu*2");
  }

  private static List<Device> range(Device.Kind kind, int first, int last) {
    List<Device> devices = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      devices.add(new Device(kind, i));
    }
    return devices;
  }
}
