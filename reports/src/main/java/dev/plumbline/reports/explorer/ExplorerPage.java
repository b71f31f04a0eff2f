package dev.plumbline.reports.explorer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.Halves;
import dev.plumbline.reports.writing.InlineScript;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * The explorer as one file that opens from disk. Its security policy forbids every request, and
 * every script and style but its own. Names from outside are in JSON only, where no markup is.
 */
final class ExplorerPage {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> SCRIPTS = List.of("similarity.js", "colours.js", "explorer.js");

  private final List<Exploration> explorations;
  private final List<Halves> data = new ArrayList<>();

  private ExplorerPage(List<Exploration> explorations) {
    this.explorations = explorations;
  }

  /**
   * Writes the page.
   *
   * @param explorations what it shows, at least one representation of each checkpoint
   * @param file where it goes; replaced if it is there
   * @throws IOException if it cannot be written
   */
  static void write(List<Exploration> explorations, Path file) throws IOException {
    AtomicFile.write(
        file,
        stream -> {
          try (Writer writer =
              new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8))) {
            new ExplorerPage(explorations).write(writer);
          }
        });
  }

  private void write(Writer writer) throws IOException {
    StringBuilder script = new StringBuilder();
    for (String name : SCRIPTS) {
      script.append(resource(name)).append('\n');
    }
    String style = resource("page.css");
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("style-hash", InlineScript.hash(style));
    parts.put("script-hash", InlineScript.hash(script.toString()));
    parts.put("style", style);
    parts.put("index", json());
    parts.put("data", "");
    parts.put("script", script.toString());
    String rest = resource("page.html");
    for (Map.Entry<String, String> part : parts.entrySet()) {
      String[] halves = rest.split("\\{\\{" + part.getKey() + "}}", 2);
      writer.write(halves[0]);
      writer.write(part.getValue());
      if (part.getKey().equals("data")) {
        writeData(writer);
      }
      rest = halves[1];
    }
    writer.write(rest);
  }

  private void writeData(Writer writer) throws IOException {
    for (int i = 0; i < data.size(); i++) {
      writer.write("<script type=\"text/plain\" id=\"" + id(i) + "\">");
      writer.write(Base64.getEncoder().encodeToString(data.get(i).littleEndian()));
      writer.write("</script>\n");
    }
  }

  private static String id(int number) {
    return "data-" + number;
  }

  /** Returns what the page shows but the representations themselves, without any '&lt;'. */
  private String json() throws IOException {
    List<Object> checkpoints = new ArrayList<>();
    for (Exploration exploration : explorations) {
      checkpoints.add(checkpoint(exploration));
    }
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("checkpoints", checkpoints);
    index.put("size", size());
    return JSON.writeValueAsString(index).replace("<", "\\u003c");
  }

  private Map<String, Object> checkpoint(Exploration exploration) throws IOException {
    List<Object> images = new ArrayList<>();
    for (Exploration.Image image : exploration.images()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", image.name());
      if (image.photograph().isPresent()) {
        entry.put("photograph", jpeg(image.photograph().get()));
      }
      images.add(entry);
    }
    Map<String, Object> checkpoint = new LinkedHashMap<>();
    checkpoint.put("name", exploration.checkpoint());
    checkpoint.put("images", images);
    checkpoint.put(
        "representations",
        exploration.representations().stream().map(this::representation).toList());
    checkpoint.put("presets", Presets.of(exploration));
    checkpoint.put("notes", exploration.notes());
    return checkpoint;
  }

  private Map<String, Object> representation(Exploration.Representation representation) {
    List<Object> images = new ArrayList<>();
    for (Halves halves : representation.images()) {
      Map<String, Object> image = new LinkedHashMap<>(); // in the same order in every run
      image.put("id", id(data.size()));
      image.put("exponent", halves.exponent());
      images.add(image);
      data.add(halves);
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("layer", representation.layer().toString());
    entry.put("timestep", representation.timestep());
    entry.put("channels", representation.channels());
    entry.put("height", representation.height());
    entry.put("width", representation.width());
    entry.put("images", images);
    return entry;
  }

  private String size() {
    long bytes = data.stream().mapToLong(halves -> (2L * halves.size() + 2) / 3 * 4).sum();
    return String.format(
        Locale.ROOT,
        "%.1f MB of this page are representations in half precision (float16, 11 significant bits)."
            + " Similarities are computed here, in double precision. No request leaves the page.",
        bytes / 1e6);
  }

  private static String jpeg(BufferedImage photograph) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(photograph, "jpg", bytes);
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String resource(String name) throws IOException {
    return InlineScript.of(ExplorerPage.class, name).text();
  }
}
