package dev.plumbline.reports.allure;

import java.util.regex.Pattern;

/** Takes out of a generated page what would ask the network for something. */
final class OutsideRequests {

  /** A script that is loaded from elsewhere: Allure's analytics. */
  private static final Pattern LOADED_SCRIPT =
      Pattern.compile(
          "<script\\b[^>]*\\bsrc\\s*=\\s*[\"']?(?:https?:)?//[^>]*>\\s*</script>\\s*",
          Pattern.CASE_INSENSITIVE);

  private static final String INLINE = "<script>";
  private static final String END = "</script>";
  private static final String ANALYTICS_QUEUE = "window.dataLayer";

  private OutsideRequests() {}

  /** Returns the page without scripts from elsewhere and without the one that hands them data. */
  static String removeFrom(String html) {
    return withoutAnalyticsCall(LOADED_SCRIPT.matcher(html).replaceAll(""));
  }

  private static String withoutAnalyticsCall(String html) {
    int queue = html.indexOf(ANALYTICS_QUEUE);
    int begin = queue < 0 ? -1 : html.lastIndexOf(INLINE, queue);
    int end = begin < 0 ? -1 : html.indexOf(END, begin);
    return end < 0 || end < queue
        ? html
        : html.substring(0, begin) + html.substring(end + END.length());
  }
}
