package dev.plumbline.engine.measure.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathTest {

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void hasWhatTheJvmWasStartedWith() {
    assertThat(ClassPath.isKnown(ClassPath.class)).isTrue();
    assertThat(ClassPath.isKnown(String.class)).isFalse();
    assertThat(List.of(ClassPath.current().split(File.pathSeparator, -1)))
        .contains(System.getProperty("java.class.path").split(File.pathSeparator, -1)[0]);
  }

  /** As JUnit's console launcher has them. */
  @Test
  void hasWhatClassLoadersAbovePutInFrontOfIt(@TempDir Path folder) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);

      assertThat(ClassPath.current()).startsWith(folder + File.pathSeparator);
    }
  }

  /** A class that nothing says the place of. */
  private static final class Anywhere extends ClassLoader {

    Class<?> define() throws Exception {
      String name = Message.class.getName();
      try (InputStream bytes =
          Message.class.getResourceAsStream(Message.class.getSimpleName() + ".class")) {
        byte[] code = bytes.readAllBytes();
        return defineClass(name, code, 0, code.length);
      }
    }
  }

  @Test
  void doesNotHaveWhatIsMadeInMemory() throws Exception {
    assertThat(ClassPath.isKnown(new Anywhere().define())).isFalse();
  }

  @Test
  void messagesAreReadAsTheyWereWritten() {
    Message message = Message.of("done", "", "a b\nc", "ä-");

    assertThat(Message.parse(message.line("@w"), "@w")).hasValue(message);
    assertThat(Message.parse(message.line("@w"), "@v")).isEmpty();
    assertThat(Message.parse("@w done Ü", "@w")).isEmpty();
  }
}
