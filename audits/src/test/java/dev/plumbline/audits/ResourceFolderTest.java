package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Resources of a jar, as a user's project has them. */
class ResourceFolderTest {

  private static final String PACKAGE = "dev/plumbline/audits/";

  @TempDir private Path folder;

  /** What the class needs, itself included. */
  private static final List<String> CLASSES =
      List.of(PACKAGE + "ResourceFolder.class", "dev/plumbline/api/files/TemporaryFolder.class");

  /** A jar with the class and what it needs, and a folder of resources beside it. */
  private Path jar() throws IOException {
    Path jar = folder.resolve("audits.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (String type : CLASSES) {
        zip.putNextEntry(new ZipEntry(type));
        try (InputStream bytes = ResourceFolder.class.getResourceAsStream("/" + type)) {
          bytes.transferTo(zip);
        }
      }
      for (String directory : new String[] {"planted/", "planted/unet/"}) {
        zip.putNextEntry(new ZipEntry(PACKAGE + directory));
      }
      zip.putNextEntry(new ZipEntry(PACKAGE + "planted/unet/model.txt"));
      zip.write("of the jar".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static Path path(URLClassLoader loader) throws ReflectiveOperationException {
    Method path =
        loader.loadClass(ResourceFolder.class.getName()).getDeclaredMethod("path", String.class);
    path.setAccessible(true);
    return (Path) path.invoke(null, "planted");
  }

  /** What an earlier version took for its own. */
  private static Path thereBefore() throws IOException {
    return Files.createDirectories(
        Path.of(System.getProperty("java.io.tmpdir"))
            .resolve("plumbline-" + ProcessHandle.current().pid())
            .resolve("planted/unet"));
  }

  @Test
  void whatSomeoneElsePutIntoTheTemporaryFolderIsNotUsed() throws Exception {
    Path unet = thereBefore();
    Path foreign = Files.writeString(unet.resolve("model.txt"), "someone else's");
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {jar().toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Path copy = path(loader);

      assertThat(copy.resolve("unet/model.txt")).hasContent("of the jar");
      assertThat(path(loader)).as("once").isEqualTo(copy);
    } finally {
      Files.delete(foreign);
      Files.delete(unet);
      Files.delete(unet.getParent());
      Files.delete(unet.getParent().getParent());
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theCopyIsNobodyElses() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {jar().toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      Path copy = path(loader);

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.getParent())))
          .isEqualTo("rwx------");
    }
  }
}
