package dev.plumbline.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the documentation shows is compiled, and what it names exists. */
class DocumentationTest {

  private static final Pattern MARKED =
      Pattern.compile(
          "^ *// docs:begin\\n(.*?)^ *// docs:end$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern PARAMETER =
      Pattern.compile("(?:-D|(?<![\\w./-]))(audit\\.[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)");

  private static final String SCRIPT = "python tools/export/";

  private static final Pattern MESSAGE_ROW =
      Pattern.compile("^\\| ([^|]*`[^|]*) \\|", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Between two literals that make up one message. */
  private static final Pattern LITERAL_BREAK = Pattern.compile("\"\\s*\\+\\s*\"");

  private static final List<MarkdownPage> PAGES = MarkdownPage.all();

  @Test
  void everyJavaBlockIsCompiled() throws IOException {
    Set<String> compiled = markedSnippets();
    for (MarkdownPage page : PAGES) {
      assertThat(compiled).as("compiled snippets, of %s", page).containsAll(page.blocks("java"));
    }
  }

  @Test
  void everyCompiledSnippetIsShown() throws IOException {
    List<String> shown = PAGES.stream().flatMap(page -> page.blocks("java").stream()).toList();
    assertThat(shown).containsAll(markedSnippets()).isNotEmpty();
  }

  /** Bounds, POMs and the like that the pages show are files that other checks use. */
  @Test
  void everyBlockOfDataIsAFile() throws IOException {
    List<String> files = new ArrayList<>();
    files.addAll(contents(MarkdownPage.root().resolve("audits/src/test/resources")));
    files.addAll(contents(MarkdownPage.root().resolve("docs/examples")));
    for (MarkdownPage page : PAGES) {
      for (String language : List.of("csv", "xml")) {
        assertThat(files).as("files, of %s", page).containsAll(page.blocks(language));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyParameterNamedExists() {
    Set<String> known = parameters();
    return PAGES.stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    page.toString(), () -> assertThat(known).containsAll(named(page))));
  }

  @Test
  void everyParameterIsDocumented() {
    String running = page("docs/running.md").text();
    assertThat(parameters()).isNotEmpty().allMatch(name -> running.contains("| `" + name + "` |"));
  }

  /** Who looks for something reads the list at the top: it has all sections, in their order. */
  @TestFactory
  Stream<DynamicTest> everySectionIsListedAtTheTop() {
    return Stream.of(
            "running",
            "spark",
            "command-line",
            "fetching",
            "bounds",
            "reports",
            "extending",
            "export",
            "measurements",
            "simulations",
            "mutations",
            "performance",
            "containers")
        .map(name -> page("docs/" + name + ".md"))
        .map(
            page ->
                DynamicTest.dynamicTest(
                    page.toString(),
                    () -> assertThat(page.listed()).containsSubsequence(page.sections())));
  }

  @TestFactory
  Stream<DynamicTest> everyRelativeLinkLeadsSomewhere() {
    return PAGES.stream()
        .map(page -> DynamicTest.dynamicTest(page.toString(), () -> checkLinks(page)));
  }

  /** Who looks a message up in the table of remedies must find the words that were printed. */
  @Test
  void everyMessageWithARemedyExists() throws IOException {
    MarkdownPage page = page("docs/export.md");
    String table = page.text().substring(page.text().indexOf("## Messages and remedies"));
    List<String> quoted =
        MESSAGE_ROW
            .matcher(table)
            .results()
            .flatMap(row -> CODE.matcher(row.group(1)).results().map(code -> code.group(1)))
            .toList();
    String literals =
        LITERAL_BREAK
            .matcher(
                String.join(
                    "\n", contents(MarkdownPage.root().resolve("audit-engine/src/main/java"))))
            .replaceAll("")
            .replace("\\\"", "\"");
    assertThat(quoted)
        .hasSizeGreaterThan(20)
        .allSatisfy(text -> assertThat(literals).contains(text));
  }

  /** The guide's commands are those that are run when the roads are tried. */
  @Test
  void everyRoadShownIsTried() throws IOException {
    String tried = Files.readString(MarkdownPage.root().resolve("tools/export/try_roads.py"));
    List<String> shown =
        page("docs/export.md").blocks("sh").stream()
            .flatMap(String::lines)
            .filter(line -> line.startsWith(SCRIPT))
            .map(line -> line.substring(SCRIPT.length()))
            .toList();
    assertThat(shown)
        .hasSize(6)
        .allSatisfy(command -> assertThat(tried).contains('"' + command + '"'));
  }

  private static MarkdownPage page(String path) {
    return PAGES.stream().filter(page -> page.toString().equals(path)).findFirst().orElseThrow();
  }

  private static void checkLinks(MarkdownPage page) {
    for (String link : page.links()) {
      if (link.matches("[a-z]+:.*")) {
        continue;
      }
      int hash = link.indexOf('#');
      String file = hash < 0 ? link : link.substring(0, hash);
      Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
      assertThat(target).as("target of the link %s", link).exists();
      if (hash >= 0) {
        assertThat(PAGES)
            .as("anchor of the link %s", link)
            .filteredOn(other -> other.path().equals(target))
            .flatMap(MarkdownPage::anchors)
            .contains(link.substring(hash + 1));
      }
    }
  }

  /** Returns the parameters a page names; those reserved for users are not looked up. */
  private static Set<String> named(MarkdownPage page) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = PARAMETER.matcher(page.text());
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!name.startsWith(AuditParameters.USER_PREFIX)
          && !name.startsWith(AuditParameters.PARALLEL_PREFIX)) {
        names.add(name);
      }
    }
    names.remove("audit.x"); // from the prefixes themselves, written audit.x.* and audit.parallel.*
    names.remove("audit.parallel");
    return names;
  }

  private static Set<String> parameters() {
    Set<String> names = new LinkedHashSet<>();
    for (Field field : AuditParameters.class.getFields()) {
      if (!field.getName().endsWith("PREFIX")) {
        try {
          names.add((String) field.get(null));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return names;
  }

  private static Set<String> markedSnippets() throws IOException {
    Set<String> snippets = new LinkedHashSet<>();
    for (String source : contents(MarkdownPage.root().resolve("audits/src/test/java"))) {
      MARKED.matcher(source).results().forEach(s -> snippets.add(s.group(1).stripIndent()));
    }
    return snippets;
  }

  private static List<String> contents(Path folder) throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.add(Files.readString(file));
      }
    }
    return contents;
  }
}
