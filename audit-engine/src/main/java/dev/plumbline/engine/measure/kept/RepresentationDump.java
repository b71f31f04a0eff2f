package dev.plumbline.engine.measure.kept;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.ByteCount;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.FreeSpace;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/**
 * One checkpoint's raw representations as files: {@code <layer>/t<timestep>.npy} with a row an
 * image, and {@code images.csv}, which says what the rows are of. The audits' verdicts do not
 * depend on it.
 */
public final class RepresentationDump {

  private static final String IMAGES = "images.csv";

  private final Dump dump;
  private final CheckpointPlan plan;
  private final Path folder;
  private final RunListener listener;
  private final Map<LayerName, Long> bytesPerImage = new HashMap<>();
  private long written;
  private UserError refusal;

  private RepresentationDump(Dump dump, CheckpointPlan plan, Path folder, RunListener listener) {
    this.dump = dump;
    this.plan = plan;
    this.folder = folder;
    this.listener = listener;
  }

  /**
   * Makes the checkpoint's folder.
   *
   * @throws UserError if it cannot be made, or something is in it: files of another run, perhaps of
   *     other images, must not stand beside this one's
   */
  public static RepresentationDump open(Dump dump, CheckpointPlan plan, RunListener listener) {
    Path folder = dump.folder().resolve(SafeNames.of(plan.checkpoint().name()));
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new UserError(
              "audit.dump: there already is something in "
                  + folder
                  + ", and nothing is overwritten; delete it, or give another folder");
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserError(
          "audit.dump: the folder "
              + folder
              + " cannot be made ("
              + e
              + "); give one that can be written to",
          e);
    }
    return new RepresentationDump(dump, plan, folder, listener);
  }

  /**
   * Begins the files of a timestep, after saying how much they will be.
   *
   * @param timestep the timestep
   * @param layers the layers that are measured at it
   * @param images the images in the order in which they will be added
   * @throws UserError if the dump would be larger than its limit or than the disk's room
   */
  DumpedPass begin(int timestep, List<MeasuredLayer> layers, List<SourceImage> images) {
    if (refusal != null) {
      throw refusal;
    }
    for (MeasuredLayer layer : layers) {
      bytesPerImage.put(
          layer.tap().layer(),
          (long) Float.BYTES * layer.shape().channels() * layer.shape().tokens());
    }
    long planned = images.size() * bytesPerImageFrom(timestep);
    listener.line(
        String.format(
            Locale.ROOT,
            "dumping %s from t=%d on: %s of %d images to %s",
            plan.checkpoint().name(),
            timestep,
            ByteCount.text(planned),
            images.size(),
            folder));
    check(planned);
    written += images.size() * bytesPerImage(plan.passes().get(timestep).keySet());
    try {
      if (!Files.exists(folder.resolve(IMAGES))) {
        writeImages(images);
      }
      return DumpedPass.begin(folder, timestep, layers, images.size());
    } catch (IOException e) {
      throw refuse("nothing can be written to " + folder + " (" + e + ")");
    }
  }

  /** Returns the bytes of one image at this and all later timesteps, as far as shapes are known. */
  private long bytesPerImageFrom(int timestep) {
    return plan.passes().tailMap(timestep).values().stream()
        .mapToLong(needs -> bytesPerImage(needs.keySet()))
        .sum();
  }

  private long bytesPerImage(Set<LayerName> layers) {
    return layers.stream().mapToLong(layer -> bytesPerImage.getOrDefault(layer, 0L)).sum();
  }

  private void check(long planned) {
    if (written + planned > dump.limit()) {
      throw refuse(
          String.format(
              "the representations of %s would be %s, more than the %s that audit.dump.limit"
                  + " allows",
              plan.checkpoint().name(),
              ByteCount.text(written + planned),
              ByteCount.text(dump.limit())));
    }
    OptionalLong room = FreeSpace.in(folder);
    if (room.isPresent() && planned > room.getAsLong()) {
      throw refuse(
          String.format(
              "the representations of %s would be %s, and the disk of %s has room for %s",
              plan.checkpoint().name(),
              ByteCount.text(planned),
              folder,
              ByteCount.text(room.getAsLong())));
    }
  }

  /** Keeps the reason: a dump that is refused at one timestep is not made at the next. */
  private UserError refuse(String why) {
    refusal =
        new UserError(
            "audit.dump: "
                + why
                + "; take fewer layers (audit.layers), timesteps (audit.timesteps) or images"
                + " (audit.samples), another folder, or a higher audit.dump.limit");
    return refusal;
  }

  private void writeImages(List<SourceImage> images) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(CSVFormat.DEFAULT.format("row", "image", "scene", "part"));
    boolean folded = images.stream().anyMatch(image -> image.fold() > 0);
    for (int row = 0; row < images.size(); row++) {
      SourceImage image = images.get(row);
      String part = image.test() ? "test" : "training";
      if (folded) {
        part = "fold " + (image.fold() + 1);
      }
      lines.add(CSVFormat.DEFAULT.format(row, image.name(), image.scene(), part));
    }
    Files.writeString(folder.resolve(IMAGES), String.join("\n", lines) + "\n");
  }

  /** Tells that the files of a timestep could not be written to their end. */
  void gaveUp(int timestep, IOException cause) {
    listener.warning(
        plan.checkpoint().name(),
        String.format(
            "audit.dump: the representations at t=%d are not all there, writing failed (%s); the"
                + " audits are not touched by it",
            timestep, cause));
  }
}
