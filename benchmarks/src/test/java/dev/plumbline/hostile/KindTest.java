package dev.plumbline.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.common.Folders;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind makes something that is not what is sound, and nothing but that. */
class KindTest {

  private static final int DRAWN = 12;

  @TempDir private static Path folder;
  private static Materials materials;

  @BeforeAll
  static void make() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("benchmark.bundled", resource("/dev/plumbline/audits").toString());
    properties.setProperty("simulation.exports", resource("/variants").toString());
    materials = Materials.make(HostileOptions.of(properties), folder.resolve("sound"));
    // what runs record
    for (String ending : new String[] {".csv", ".contributions.jsonl.gz", ".sketches.jsonl.gz"}) {
      Path file =
          materials.file(Materials.BASELINE).resolve(Materials.HOSTILE + ending).toAbsolutePath();
      Files.createDirectories(file.getParent());
      try (var out = Files.newOutputStream(file)) {
        if (ending.endsWith(".gz")) {
          try (var zip = new GZIPOutputStream(out)) {
            zip.write("{\"a\":[1,2,3]}\n".getBytes(UTF_8));
          }
        } else {
          out.write("metric,value\na,1\n".getBytes(UTF_8));
        }
      }
    }
    Files.writeString(materials.file(Materials.FROZEN), "audit,metric\na,b\n");
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(KindTest.class.getResource(name).toURI());
  }

  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        boolean isFile = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        contents.put(
            root.relativize(file).toString(),
            isFile
                ? Arrays.hashCode(Files.readAllBytes(file)) + ""
                : Files.isSymbolicLink(file) ? "link" : "");
      }
    }
    return contents;
  }

  @ParameterizedTest
  @EnumSource
  void eachSeedMakesAnother(Kind kind) throws IOException {
    Map<String, String> sound = contents(materials.folder());
    Set<String> made = new HashSet<>();
    for (int seed = 0; seed < DRAWN; seed++) {
      Path work = folder.resolve("work");
      Folders.delete(work);
      Files.createDirectories(work);
      Map<String, String> parameters =
          kind.edit().apply(new Workplace(materials, work), new Trial(kind, seed).random());

      assertThat(parameters).isNotEmpty();
      made.add(contents(work) + " " + parameters);
    }

    assertThat(made).hasSizeGreaterThan(kind == Kind.ENDLESS ? 1 : DRAWN / 3);
    assertThat(contents(materials.folder())).isEqualTo(sound);
  }
}
