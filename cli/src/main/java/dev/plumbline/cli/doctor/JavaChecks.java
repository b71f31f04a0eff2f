package dev.plumbline.cli.doctor;

import java.awt.GraphicsEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Java: its version, its heap, its fonts, and which names of files it can read. */
final class JavaChecks {

  private static final int OLDEST = 17;
  private static final long SMALLEST_HEAP = 512L << 20;

  private JavaChecks() {}

  static List<Finding> findings() {
    return List.of(
        version(Runtime.version().feature(), System.getProperty("sun.arch.data.model", "64")),
        heap(Runtime.getRuntime().maxMemory()),
        fonts(),
        names(System.getProperty("sun.jnu.encoding", StandardCharsets.UTF_8.name())));
  }

  static Finding version(int feature, String bits) {
    String text =
        "Java "
            + System.getProperty("java.version")
            + ", "
            + System.getProperty("java.vm.name")
            + ", in "
            + System.getProperty("java.home");
    return feature >= OLDEST && !bits.equals("32")
        ? Finding.ok("Java", text)
        : Finding.problem(
            "Java", text, "install a Java 17 or later of 64 bits, and name it in JAVA_HOME");
  }

  static Finding heap(long bytes) {
    String text = String.format(Locale.ROOT, "at most %.1f GB", bytes / 1e9);
    return bytes >= SMALLEST_HEAP
        ? Finding.ok("heap", text)
        : Finding.problem("heap", text, "give Java more: JAVA_OPTS=-Xmx2g");
  }

  private static Finding fonts() {
    try {
      int fonts = GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts().length;
      if (fonts > 0) {
        return Finding.ok("fonts", fonts + " fonts");
      }
    } catch (RuntimeException | Error e) { // how Java says it differs from version to version
      // as if there were none
    }
    return Finding.note(
        "fonts",
        "none, so reports are without pictures",
        "install fontconfig and a font, such as fonts-dejavu-core");
  }

  static Finding names(String encoding) {
    return encoding.startsWith("UTF") || encoding.startsWith("Cp")
        ? Finding.ok("file names", "read as " + encoding)
        : Finding.note(
            "file names",
            "read as " + encoding + ", so those outside of it cannot be used",
            "set LC_ALL=C.UTF-8 in the environment");
  }
}
