package dev.plumbline.containers;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files and folders that a container sees of this machine, each at its own path: what it was
 * given, what links in there lead to, and file systems that are mounted in there, which would
 * otherwise be as writable as they are here.
 */
final class ReadableFiles {

  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

  private final List<Path> sockets;
  private final ContainerUser user;
  private final SortedSet<Path> paths = new TreeSet<>();

  private ReadableFiles(Path socket, ContainerUser user) throws IOException {
    this.sockets = Files.exists(socket) ? List.of(socket, socket.toRealPath()) : List.of(socket);
    this.user = user;
  }

  /**
   * Finds what has to be mounted.
   *
   * @param given files and folders; those that are not there are left out
   * @param socket the daemon's socket, which must be in none of them
   * @param user who reads them
   * @return absolute paths, in order
   * @throws UserError if something must not be seen, or cannot be read by the user
   */
  static SortedSet<Path> of(Collection<Path> given, Path socket, ContainerUser user)
      throws IOException {
    ReadableFiles files = new ReadableFiles(socket, user);
    for (Path path : given) {
      files.add(path.toAbsolutePath().normalize());
    }
    for (Path mount : mounts()) {
      if (files.hasFolderAround(mount)) {
        files.paths.add(mount);
      }
    }
    return files.paths;
  }

  private boolean hasFolderAround(Path path) {
    return paths.stream().anyMatch(folder -> !folder.equals(path) && path.startsWith(folder));
  }

  private void add(Path path) throws IOException {
    if (!Files.exists(path) || paths.contains(path) || hasFolderAround(path)) {
      return;
    }
    Path real = path.toRealPath();
    boolean isRoot = real.getNameCount() == 0;
    if (isRoot || sockets.stream().anyMatch(s -> s.startsWith(path) || s.startsWith(real))) {
      throw new UserError(
          String.format(
              "%s would be seen from inside a container, with all that is in it%s: put what is read"
                  + " into a folder of its own.",
              path, isRoot ? "" : ", Docker's socket too"));
    }
    paths.add(path);
    if (Files.isDirectory(path)) {
      Files.walkFileTree(real, new Walk(path, real));
    } else {
      refuseUnreadable(path);
    }
  }

  private void refuseUnreadable(Path path) throws IOException {
    if (!user.canRead(path)) {
      throw new UserError(
          String.format(
              "%s cannot be read in a container, whose user is number %d and not root: let all read"
                  + " it (chmod -R a+rX), or run as the user whose it is.",
              path, user.uid()));
    }
  }

  /** Looks at what is in a folder, and adds what its links lead to. */
  private final class Walk extends SimpleFileVisitor<Path> {

    private final Path given;
    private final Path real;

    Walk(Path given, Path real) {
      this.given = given;
      this.real = real;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      refuseUnreadable(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        Path link = given.resolve(real.relativize(file));
        add(link.resolveSibling(Files.readSymbolicLink(file)).normalize());
      } else if (attributes.isRegularFile()) {
        refuseUnreadable(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE; // who reads it here could not either
    }
  }

  private static List<Path> mounts() throws IOException {
    return Files.exists(MOUNTS)
        ? Files.readAllLines(MOUNTS).stream().map(ReadableFiles::mountPoint).toList()
        : List.of();
  }

  /** Spaces and the like are written as octal numbers. */
  static Path mountPoint(String line) {
    Matcher escapes = ESCAPE.matcher(line.split(" ", -1)[4]);
    return Path.of(
        escapes.replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    Character.toString(Integer.parseInt(escape.group(1), 8)))));
  }
}
