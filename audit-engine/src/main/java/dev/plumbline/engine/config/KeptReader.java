package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Explorer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what is kept of representations beside what is measured of them. */
final class KeptReader {

  private static final int DEFAULT_DUMP_GIGABYTES = 10;
  private static final int DEFAULT_EXPLORER_IMAGES = 4;
  private static final int DEFAULT_EXPLORER_MEGABYTES = 24;

  private final ParameterReader reader;

  KeptReader(ParameterReader reader) {
    this.reader = reader;
  }

  Optional<Dump> readDump() {
    int gigabytes =
        reader
            .read(AuditParameters.DUMP_LIMIT, ParameterValues::positive)
            .orElse(DEFAULT_DUMP_GIGABYTES);
    Optional<Path> folder = reader.get(AuditParameters.DUMP).map(reader::resolve);
    folder
        .filter(path -> Files.exists(path) && !Files.isDirectory(path))
        .ifPresent(path -> reader.problem(AuditParameters.DUMP + ": " + path + " is not a folder"));
    return folder.map(path -> new Dump(path, gigabytes * 1_000_000_000L));
  }

  Explorer readExplorer() {
    return new Explorer(
        reader
            .read(AuditParameters.EXPLORER, ParameterValues::countOrOff)
            .orElse(DEFAULT_EXPLORER_IMAGES),
        reader.read(AuditParameters.EXPLORER_LAYERS, ParameterValues::globs).orElse(List.of()),
        reader
                .read(AuditParameters.EXPLORER_LIMIT, ParameterValues::positive)
                .orElse(DEFAULT_EXPLORER_MEGABYTES)
            * 1_000_000L);
  }
}
