package dev.plumbline.cli.doctor;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Java: its version, its heap, its fonts, and which names of files it can read. */
final class JavaChecks {

  private static final int OLDEST = 17;
  private static final String HOME = "user.home";
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

  /** Java's list of fonts has some of its own making even where none is there to write with. */
  private static Finding fonts() {
    String home = System.getProperty(HOME);
    try {
      if (home != null) {
        System.setProperty(HOME, "/dev/null"); // where Java would keep what it found
      }
      new Font(Font.SANS_SERIF, Font.PLAIN, 11)
          .getLineMetrics("0", new FontRenderContext(null, true, true));
      return Finding.ok("fonts", "charts can be written");
    } catch (RuntimeException | Error e) { // how Java says it differs from version to version
      return Finding.problem(
          "fonts",
          "none, so reports cannot have their pictures",
          "install fontconfig and a font, such as fonts-dejavu-core");
    } finally {
      if (home != null) {
        System.setProperty(HOME, home);
      }
    }
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
