package dev.plumbline.engine;

import dev.plumbline.api.Bounds;
import dev.plumbline.engine.judge.BoundsFile;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bounds of a run: the user's file, and under it each audit class's own. */
final class BoundsFiles {

  private final BoundsFile users;
  private final Map<Class<?>, BoundsFile> own = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  BoundsFiles(Optional<Path> file) {
    users = file.map(this::read).orElseGet(BoundsFile::empty);
    problems.addAll(users.problems());
  }

  private BoundsFile read(Path file) {
    try {
      return BoundsFile.read(Files.newBufferedReader(file), file.getFileName().toString());
    } catch (IOException e) {
      problems.add(file + ": the bounds cannot be read (" + e.getMessage() + ")");
    } catch (UserError e) {
      problems.add(e.getMessage());
    }
    return BoundsFile.empty();
  }

  /** Returns the bounds of an audit, those that go over others first. */
  synchronized List<BoundsFile> of(AuditMethod audit) {
    return List.of(users, own.computeIfAbsent(audit.auditClass(), type -> read(audit)));
  }

  private BoundsFile read(AuditMethod audit) {
    if (audit.bounds().isEmpty()) {
      return BoundsFile.empty();
    }
    Bounds bounds = audit.bounds().get();
    String name = bounds.value();
    try (InputStream stream = audit.auditClass().getResourceAsStream(name)) {
      if (stream == null) {
        throw new UserError(
            "@Bounds of " + audit.auditClass().getName() + ": there is no resource " + name);
      }
      BoundsFile file =
          BoundsFile.read(new InputStreamReader(stream, StandardCharsets.UTF_8), name);
      problems.addAll(file.problems());
      return file;
    } catch (IOException e) {
      throw new UserError(name + ": the bounds cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** Returns what is wrong with the files read so far, a message each. */
  synchronized List<String> problems() {
    return List.copyOf(problems);
  }
}
