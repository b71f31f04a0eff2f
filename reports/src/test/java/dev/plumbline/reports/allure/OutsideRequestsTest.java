package dev.plumbline.reports.allure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutsideRequestsTest {

  @Test
  void takesOutTheAnalyticsAndNothingElse() {
    String page =
        """
        <body>
        <script src="data:text/javascript;base64,AAAA"></script>
        <script async src="https://www.googletagmanager.com/gtag/js?id=G-0"></script>
        <script src='//elsewhere.example/x.js'></script>
        <script>
          window.dataLayer = window.dataLayer || [];
          gtag('config', 'G-0', {'single_file': true});
        </script>
        <script async>window.reportData = {};</script>
        <a href="https://example.org">a link</a>
        </body>
        """;

    assertThat(OutsideRequests.removeFrom(page))
        .doesNotContain("googletagmanager", "elsewhere.example", "gtag", "dataLayer")
        .contains(
            "<script src=\"data:text/javascript;base64,AAAA\"></script>",
            "<script async>window.reportData = {};</script>",
            "<a href=\"https://example.org\">a link</a>");
  }

  @Test
  void leavesAPageWithoutAnyAsItIs() {
    String page = "<script>window.reportData = {};</script>";

    assertThat(OutsideRequests.removeFrom(page)).isEqualTo(page);
  }
}
