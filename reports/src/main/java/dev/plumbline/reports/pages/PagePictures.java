package dev.plumbline.reports.pages;

import dev.plumbline.reports.pictures.Gallery;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pictures of the page to decide on, what failed first. Each is a part of the page as long as
 * there is room; then it is a link to its file.
 */
final class PagePictures {

  private final RunResults run;
  private final Gallery gallery;
  private long room;

  /**
   * Makes them.
   *
   * @param run what the run came to
   * @param gallery its pictures
   * @param room how many bytes of pictures are taken into the page
   */
  PagePictures(RunResults run, Gallery gallery, long room) {
    this.run = run;
    this.gallery = gallery;
    this.room = room;
  }

  /** Puts them into what a template takes. */
  void addTo(Map<String, Object> page) throws IOException {
    // Whoever comes first has the room.
    Optional<Gallery.Picture> first = ProfileChoice.first(run, gallery.profiles());
    List<Gallery.Picture> profiles = new ArrayList<>(gallery.profiles());
    first.ifPresent(
        open -> {
          profiles.remove(open);
          profiles.add(0, open);
        });
    page.put("profiles", parts(profiles.subList(0, Math.min(1, profiles.size()))));
    page.put("changes", changes());
    page.put("maps", maps());
    page.put("mapsLeftOut", gallery.leavesLeftOut());
    List<Map<String, Object>> heatMaps = parts(failingFirst(gallery.heatMaps()));
    page.put("heatMaps", heatMaps.stream().filter(one -> !one.containsKey("sentence")).toList());
    page.put("uniform", heatMaps.stream().filter(one -> one.containsKey("sentence")).toList());
    page.put(
        "moreProfiles", parts(profiles.subList(Math.min(1, profiles.size()), profiles.size())));
  }

  private static List<Gallery.Picture> failingFirst(List<Gallery.Picture> pictures) {
    return pictures.stream()
        .sorted(Comparator.comparingLong(Gallery.Picture::violations).reversed())
        .toList();
  }

  private List<Map<String, Object>> changes() {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Gallery.Changes changes : gallery.changes()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("checkpoint", Texts.oneLine(changes.checkpoint()));
      one.put("metrics", changes.metrics());
      one.put("leftOut", changes.leftOut());
      one.put("numbers", relative(changes.data()));
      take(one, changes.onPage().get());
      shown.add(one);
    }
    return shown;
  }

  private List<Map<String, Object>> parts(List<Gallery.Picture> pictures) {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Gallery.Picture picture : pictures) {
      Map<String, Object> one = about(picture);
      // Nothing more is drawn when nothing more fits.
      if (room > 0 && picture.onPage().isPresent()) {
        take(one, picture.onPage().get().get());
      }
      shown.add(one);
    }
    return shown;
  }

  private void take(Map<String, Object> one, Gallery.Part part) {
    if (part.isSentence()) {
      one.put("sentence", part.html());
    } else if (part.html().length() <= room) {
      room -= part.html().length();
      one.put("part", part.html());
    }
  }

  /** Maps hold photographs, and are shown as they are. */
  private List<Map<String, Object>> maps() throws IOException {
    List<Map<String, Object>> shown = new ArrayList<>();
    for (LeafResult leaf : run.worst()) {
      Optional<Gallery.Picture> maps = gallery.maps(leaf.leaf().id());
      if (maps.isPresent()) {
        Map<String, Object> one = about(maps.get());
        one.put("alternative", maps.get().title() + ". " + Texts.firstLine(leaf.message()));
        Path file = maps.get().svg();
        if (Files.size(file) <= room) {
          room -= Files.size(file);
          one.put("source", dataUri(file));
        }
        shown.add(one);
      }
    }
    return shown;
  }

  private static Map<String, Object> about(Gallery.Picture picture) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("title", Texts.oneLine(picture.title()));
    one.put("id", RowLinks.anchor(picture));
    one.put("violations", picture.violations());
    one.put("file", relative(picture.svg()));
    one.put("numbers", relative(picture.data()));
    return one;
  }

  private static String dataUri(Path svg) throws IOException {
    return "data:image/svg+xml;base64,"
        + Base64.getEncoder().encodeToString(Files.readAllBytes(svg));
  }

  private static String relative(Path file) {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }
}
