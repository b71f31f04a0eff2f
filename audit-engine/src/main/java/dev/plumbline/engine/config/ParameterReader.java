package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.plan.Listed;
import dev.plumbline.engine.plan.SafeNames;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.platform.engine.ConfigurationParameters;

/** Reads configuration parameters and collects what is wrong with them. */
final class ParameterReader {

  private final ConfigurationParameters parameters;
  private final List<String> problems = new ArrayList<>();
  private final Path baseDir;

  ParameterReader(ConfigurationParameters parameters) {
    this.parameters = parameters;
    problems.addAll(new ParameterNames(parameters.keySet()).problems());
    Path here = Path.of("").toAbsolutePath();
    baseDir = get(AuditParameters.BASE_DIR).map(text -> below(here, text)).orElse(here);
  }

  /** Returns what is wrong, a message each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  void problem(String message) {
    String shown = Listed.message(SafeNames.message(message));
    if (!problems.contains(shown)) {
      problems.add(shown);
    }
  }

  Optional<Path> file(String key) {
    Optional<Path> path = get(key).map(this::resolve);
    path.filter(file -> !Files.isRegularFile(file))
        .ifPresent(file -> problem(key + ": there is no file " + file));
    return path;
  }

  /** A path as a parameter has it; where it is none, the base folder stands for it. */
  Path resolve(String path) {
    return below(baseDir, path.strip()).normalize();
  }

  private Path below(Path folder, String path) {
    try {
      return folder.resolve(path);
    } catch (InvalidPathException e) {
      boolean isAscii = path.chars().allMatch(character -> character < 128);
      problem(
          String.format(
              "The path %s %s.",
              SafeNames.shown(path),
              isAscii
                  ? "is none that files can have"
                  : "has characters that this locale does not have. Set one that has them before"
                      + " Java starts: LC_ALL=C.UTF-8"));
      return folder;
    }
  }

  Optional<String> get(String key) {
    return parameters.get(key).map(String::strip).filter(text -> !text.isEmpty());
  }

  <T> Optional<T> read(String key, Function<String, T> parser) {
    Optional<String> text = get(key);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      problem(bad(key, text.orElse(""), e.getMessage()));
      return Optional.empty();
    }
  }

  static String bad(String key, String value, String expected) {
    return key + "=" + value + ": " + expected;
  }
}
