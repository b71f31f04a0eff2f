package dev.plumbline.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One page of the project's documentation.
 *
 * @param path the file
 * @param text what is in it
 */
record MarkdownPage(Path path, String text) {

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\n]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern SECTION = Pattern.compile("^## (.*)$", Pattern.MULTILINE);
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`\\n]*`");

  /** Reads every page: those in the root and all below docs, tools and the audits' resources. */
  static List<MarkdownPage> all() {
    List<MarkdownPage> pages = new ArrayList<>();
    addFrom(pages, root(), 1);
    addFrom(pages, root().resolve("docs"), 9);
    addFrom(pages, root().resolve("tools"), 9);
    addFrom(pages, root().resolve("audits/src/main/resources"), 9);
    return pages;
  }

  private static void addFrom(List<MarkdownPage> pages, Path folder, int depth) {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
        pages.add(new MarkdownPage(file, Files.readString(file)));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Finds the project's root, whether the tests run in the module's folder or in the root. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("audit-api"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** Returns the fenced blocks of a language, without their indentation. */
  List<String> blocks(String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2).stripIndent())
        .toList();
  }

  /** Returns where the links outside code lead. */
  List<String> links() {
    String prose = INLINE_CODE.matcher(withoutBlocks()).replaceAll("");
    return LINK.matcher(prose).results().map(link -> link.group(1)).toList();
  }

  /** Returns the anchors of the headings, as forges make them. */
  List<String> anchors() {
    return anchors(HEADING);
  }

  /** Returns the anchors of the page's sections: of its headings of the second level. */
  List<String> sections() {
    return anchors(SECTION);
  }

  /** Returns where on this page the links above its first section lead. */
  List<String> listed() {
    String above = SECTION.split(withoutBlocks(), 2)[0];
    return LINK.matcher(above)
        .results()
        .map(link -> link.group(1))
        .filter(link -> link.startsWith("#"))
        .map(link -> link.substring(1))
        .toList();
  }

  private List<String> anchors(Pattern headings) {
    return headings
        .matcher(withoutBlocks())
        .results()
        .map((MatchResult heading) -> heading.group(1).strip().toLowerCase(Locale.ROOT))
        .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private String withoutBlocks() {
    return BLOCK.matcher(text).replaceAll("");
  }

  @Override
  public String toString() {
    return root().relativize(path).toString();
  }
}
