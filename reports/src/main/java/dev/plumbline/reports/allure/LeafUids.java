package dev.plumbline.reports.allure;

import dev.plumbline.reports.results.LeafResult;
import io.qameta.allure.Aggregator2;
import io.qameta.allure.ReportStorage;
import io.qameta.allure.core.Configuration;
import io.qameta.allure.core.LaunchResults;
import io.qameta.allure.entity.TestResult;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.UniqueId;

/** Learns by which id Allure's report shows each leaf: it gives new ones to every report. */
final class LeafUids implements Aggregator2 {

  private final Map<String, String> uids = new HashMap<>();

  @Override
  public void aggregate(
      Configuration configuration, List<LaunchResults> launches, ReportStorage storage) {
    for (LaunchResults launch : launches) {
      for (TestResult result : launch.getResults()) {
        uids.put(result.getHistoryId(), result.getUid());
      }
    }
  }

  /** Returns links to leaves by their ids, once the report is there. */
  Map<UniqueId, String> links(Collection<LeafResult> leaves) {
    Map<UniqueId, String> links = new HashMap<>();
    for (LeafResult leaf : leaves) {
      UniqueId id = leaf.leaf().id();
      String uid = uids.get(AllureTestResults.stableId(id.toString()));
      if (uid != null) {
        links.put(id, "index.html#testresult/" + uid);
      }
    }
    return links;
  }
}
