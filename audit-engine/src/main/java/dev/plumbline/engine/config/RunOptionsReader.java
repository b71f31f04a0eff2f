package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads how measuring is carried out. */
final class RunOptionsReader {

  private final ParameterReader reader;

  RunOptionsReader(ParameterReader reader) {
    this.reader = reader;
  }

  RunOptions read() {
    List<Device> devices =
        reader.read(AuditParameters.DEVICE, DeviceList::parse).orElse(List.of(Device.AUTO));
    return new RunOptions(
        devices,
        reader
            .read(AuditParameters.THREADS, ParameterValues::positive)
            .orElseGet(() -> threads(devices)),
        reader
            .read(AuditParameters.BATCH, ParameterValues::positive)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        reader
            .read(AuditParameters.MEMORY, MemorySize::bytes)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        readProbe(),
        reader.read(AuditParameters.OVERLAP, ParameterValues::bool),
        reader.read(AuditParameters.TIMEOUT, TimeSpan::parse));
  }

  /** Sessions that share the CPU share its processors. */
  private static int threads(List<Device> devices) {
    int sharing = devices.get(0).kind() == Device.Kind.CPU ? devices.size() : 1;
    return Math.max(1, Runtime.getRuntime().availableProcessors() / sharing);
  }

  private ProbeOptions readProbe() {
    return new ProbeOptions(
        reader
            .read(AuditParameters.PROBE, text -> ParameterValues.oneOf(text, "lda", "softmax"))
            .map(text -> ProbeOptions.Kind.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(ProbeOptions.Kind.LDA),
        reader
            .get(AuditParameters.SPILL_DIR)
            .map(reader::resolve)
            .orElseGet(ProbeOptions::temporaryFolder));
  }
}
