package dev.plumbline.engine.measure.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeHashTest {

  /** Code that is put elsewhere. */
  static final class Some {}

  private static final String FILE = Some.class.getName().replace('.', '/') + ".class";

  @TempDir Path folder;

  private static byte[] code() throws Exception {
    try (var stream = Some.class.getClassLoader().getResourceAsStream(FILE)) {
      return stream.readAllBytes();
    }
  }

  private static String hashOf(Path place) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {place.toUri().toURL()}, null)) {
      return CodeHash.of(List.of(loader.loadClass(Some.class.getName())));
    }
  }

  private void write(String name, byte[] bytes) throws Exception {
    Path file = folder.resolve("classes").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  @Test
  void isOfTheClassFilesWhereverTheyLie() throws Exception {
    write(FILE, code());
    Path jar = folder.resolve("code.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(FILE));
      out.write(code());
    }
    write("notes.txt", new byte[] {1});

    assertThat(hashOf(jar)).isEqualTo(hashOf(folder.resolve("classes")));
  }

  @Test
  void isAnotherWhereAnyOfThemIs() throws Exception {
    write(FILE, code());
    write("Beside.class", new byte[] {1});
    String before = hashOf(folder.resolve("classes"));

    write("Beside.class", new byte[] {2});

    assertThat(hashOf(folder.resolve("classes"))).isNotEqualTo(before);
  }
}
