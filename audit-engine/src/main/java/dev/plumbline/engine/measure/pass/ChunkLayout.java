package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.input.InputSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Into how many chunks each section of a pass is cut. It follows from the images and from what is
 * measured, and is the same wherever they are measured.
 *
 * @param sections the sections
 * @param counts how many chunks each has
 * @param trains whether any measurement needs classifiers, so that there are two rounds
 */
public record ChunkLayout(List<Section> sections, List<Integer> counts, boolean trains) {

  /** More chunks than any section has. */
  private static final Pattern COUNTS = Pattern.compile("\\d{1,7}( \\d{1,7})*");

  /** Copies the lists. */
  public ChunkLayout {
    sections = List.copyOf(sections);
    counts = List.copyOf(counts);
  }

  /**
   * Cuts the images of a pass.
   *
   * @param inputs the images
   * @param trains whether any measurement needs classifiers
   */
  public static ChunkLayout of(InputSet inputs, boolean trains) {
    List<Section> sections = Section.of(inputs.folds(), trains);
    List<Integer> counts = sections.stream().map(section -> section.chunks(inputs).size()).toList();
    return new ChunkLayout(sections, counts, trains);
  }

  /**
   * Tells whether any measurement needs classifiers.
   *
   * @param needs the measurements of each layer
   * @param providers what makes them
   */
  public static boolean trains(
      Map<LayerName, Set<Class<? extends Measurement>>> needs,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    return needs.values().stream()
        .flatMap(Set::stream)
        .anyMatch(type -> CrossFitting.concerns(providers.get(type)));
  }

  /** Returns the numbers of chunks as {@link #parse} reads them. */
  public String text() {
    return counts.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /**
   * Reads numbers of chunks.
   *
   * @param text the text
   * @param folds how many folds there are; 1 for a single split
   * @param trains whether any measurement needs classifiers
   * @return empty if no pass is cut like this
   */
  public static Optional<ChunkLayout> parse(String text, int folds, boolean trains) {
    List<Section> sections = Section.of(folds, trains);
    if (!COUNTS.matcher(text).matches()) {
      return Optional.empty();
    }
    List<Integer> counts = List.of(text.split(" ")).stream().map(Integer::valueOf).toList();
    return counts.size() == sections.size()
        ? Optional.of(new ChunkLayout(sections, counts, trains))
        : Optional.empty();
  }

  /** Returns the chunks of a section in their order. */
  public List<ChunkPlace> of(Section section) {
    return IntStream.rangeClosed(1, counts.get(sections.indexOf(section)))
        .mapToObj(number -> new ChunkPlace(section, number))
        .toList();
  }

  /** Returns in which round a section's chunks are measured, from 1. */
  public int round(Section section) {
    return section.test() && trains ? 2 : 1;
  }

  /** Returns the chunks of a round in their order. */
  public List<ChunkPlace> ofRound(int round) {
    List<ChunkPlace> places = new ArrayList<>();
    sections.stream()
        .filter(section -> round(section) == round)
        .forEach(section -> places.addAll(of(section)));
    return places;
  }
}
