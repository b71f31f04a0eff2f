package dev.plumbline.reports.allure;

import dev.plumbline.api.Explained;
import dev.plumbline.reports.writing.Texts;
import io.qameta.allure.SeverityLevel;
import io.qameta.allure.model.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** What an audit's author says of it, in Allure's terms. */
record Explanation(Optional<Explained> explained) {

  static final Explanation NONE = new Explanation(Optional.empty());

  /**
   * Finds the explanation of an audit.
   *
   * @param className the audit class, fully qualified
   * @param method the audit method's name
   */
  static Explanation of(String className, String method) {
    // The launcher knows the audits' class loader as the thread's.
    return ReflectionSupport.tryToLoadClass(className)
        .toOptional()
        .map(type -> new Explanation(find(type, method)))
        .orElse(NONE);
  }

  private static Optional<Explained> find(Class<?> type, String method) {
    try {
      return Arrays.stream(type.getDeclaredMethods())
          .filter(candidate -> candidate.getName().equals(method))
          .flatMap(found -> AnnotationSupport.findAnnotation(found, Explained.class).stream())
          .findFirst()
          .or(() -> AnnotationSupport.findAnnotation(type, Explained.class));
    } catch (LinkageError e) {
      // An audit whose class cannot be linked has failed already, and says why.
      return Optional.empty();
    }
  }

  /** Returns the explanation as paragraphs of HTML; nothing in them is markup of others. */
  String html() {
    return explained
        .map(
            text ->
                paragraph("Measured", text.measures())
                    + paragraph("Why it matters", text.matters())
                    + paragraph("When it fails", text.whenItFails()))
        .orElse("");
  }

  private static String paragraph(String heading, String text) {
    return "<p><b>" + heading + ".</b> " + Texts.escapeHtml(text) + "</p>";
  }

  /** Returns the severity as Allure spells it. */
  String severity() {
    return explained
        .map(text -> text.severity().name().toLowerCase(Locale.ROOT))
        .orElse(SeverityLevel.NORMAL.value());
  }

  /** Returns the links; what is no address of a page is left out. */
  List<Link> links() {
    List<Link> links = new ArrayList<>();
    explained.ifPresent(
        text -> {
          for (String address : text.links()) {
            if (address.matches("https?://\\S+")) {
              links.add(
                  new Link()
                      .setName(address.replaceFirst("https?://", ""))
                      .setUrl(address)
                      .setType("link"));
            }
          }
        });
    return links;
  }
}
