package dev.plumbline.reports.results;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.UniqueId;

/** Where each leaf is shown in the report that shows all of them, for other reports beside it. */
public final class LeafLinks {

  private final Map<UniqueId, String> places = new ConcurrentHashMap<>();

  /** Begins with nothing shown. */
  public LeafLinks() {}

  /**
   * Takes over where leaves are shown, in place of what was known before.
   *
   * @param links links relative to the reports' folder, by the leaf's id
   */
  public void set(Map<UniqueId, String> links) {
    places.clear();
    places.putAll(links);
  }

  /** Returns a link to a leaf, relative to the reports' folder; empty if none shows it. */
  public Optional<String> find(UniqueId leaf) {
    return Optional.ofNullable(places.get(leaf));
  }
}
