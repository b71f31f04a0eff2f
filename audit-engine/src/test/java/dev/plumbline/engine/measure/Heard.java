package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.results.RunListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what measuring said. */
public final class Heard implements RunListener {

  final List<String> lines = new CopyOnWriteArrayList<>();
  public final List<String> warnings = new CopyOnWriteArrayList<>();
  public final Map<String, String> environment = new ConcurrentHashMap<>();

  @Override
  public void line(String text) {
    lines.add(text);
  }

  @Override
  public void warning(String about, String text) {
    warnings.add(about + ": " + text);
  }

  @Override
  public void environment(String name, String value) {
    environment.put(name, value);
  }
}
