package dev.plumbline.engine;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.fixtures.EveryLayerNormAudits;
import dev.plumbline.engine.input.files.NumpyArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * An export by one of PyTorch's tools, and what its network's modules put out there, by forward
 * hooks. {@code tools/export/record.py} wrote both.
 */
final class RecordedExport {

  private static final int TIMESTEP = 500;
  private static final String NAME = "export";

  private final Path folder;
  private final Path recorded;

  private RecordedExport(Path folder) {
    this.folder = folder;
    recorded = folder.resolve("recorded");
  }

  static RecordedExport unpack(Path zip, Path folder) {
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      for (Enumeration<? extends ZipEntry> all = archive.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IllegalArgumentException(zip + " has the entry " + entry.getName());
        }
        Files.createDirectories(file.getParent());
        Files.copy(archive.getInputStream(entry), file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RecordedExport(folder);
  }

  /** The modules, in the order in which they ran. */
  List<String> layers() {
    try {
      List<String> lines = Files.readAllLines(recorded.resolve("layers.csv"));
      return lines.subList(1, lines.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What each module put out, [1,C,h,w]. */
  Map<String, NumpyArray> putOut() {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    layers().forEach(layer -> arrays.put(layer, array(recorded.resolve(layer + ".npy"))));
    return arrays;
  }

  /** Audits every layer on what the modules were run on, and keeps the representations. */
  Outcomes audit(Path dump) {
    Audits audits =
        Audits.in(folder)
            .of(EveryLayerNormAudits.class)
            .with(AuditParameters.CHECKPOINT, NAME + "=" + folder)
            .with(AuditParameters.LATENTS, recorded.resolve("latents.npy"))
            .with(AuditParameters.NOISE, recorded.resolve("noise.npy"))
            .with(AuditParameters.PROMPT, recorded.resolve("prompt.npy"))
            .with(AuditParameters.TIMESTEPS, TIMESTEP)
            .with(AuditParameters.DUMP, dump);
    Path pooled = recorded.resolve("pooled.npy");
    if (Files.exists(pooled)) {
      audits.with(AuditParameters.PROMPT_POOLED, pooled);
    }
    return audits.run();
  }

  /** Returns what the audit found to be a layer's representation. */
  static NumpyArray dumped(Path dump, String layer) {
    return array(dump.resolve(NAME).resolve(layer).resolve("t" + TIMESTEP + ".npy"));
  }

  private static NumpyArray array(Path file) {
    return NumpyArray.read(file);
  }
}
