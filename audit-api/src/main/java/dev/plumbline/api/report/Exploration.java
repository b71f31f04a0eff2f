package dev.plumbline.api.report;

import dev.plumbline.api.LayerName;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Whole representations of a few images by one checkpoint, for people to look at, published on the
 * engine's node when the checkpoint has been measured. As with {@link LeafContributions} the entry
 * holds a ticket only.
 *
 * @param checkpoint the checkpoint's name
 * @param images the images
 * @param representations the representations, in the order of the layers and of the timesteps
 * @param notes what a reader must know, such as what was left out, in sentences
 */
public record Exploration(
    String checkpoint,
    List<Image> images,
    List<Representation> representations,
    List<String> notes) {

  /**
   * An image that was represented.
   *
   * @param name its name
   * @param photograph the part of the photograph that the U-Net saw; empty where there is none, as
   *     of latents from a file
   */
  public record Image(String name, Optional<BufferedImage> photograph) {}

  /**
   * A layer's output at a timestep.
   *
   * @param layer the layer
   * @param timestep the timestep
   * @param channels C
   * @param height H
   * @param width W
   * @param images for each image its values [C·H·W], channel by channel and row by row
   */
  public record Representation(
      LayerName layer, int timestep, int channels, int height, int width, List<Halves> images) {

    /** Copies the list. */
    public Representation {
      images = List.copyOf(images);
    }
  }

  private static final Tickets<Exploration> TICKETS = new Tickets<>("plumbline.exploration");

  /** Copies the lists. */
  public Exploration {
    images = List.copyOf(images);
    representations = List.copyOf(representations);
    notes = List.copyOf(notes);
  }

  /**
   * Publishes the exploration.
   *
   * @param publisher publishes the key-value pairs of a report entry; when it returns, the entry
   *     has lost its meaning
   */
  public void publish(Consumer<Map<String, String>> publisher) {
    TICKETS.publish(this, publisher);
  }

  /**
   * Gets the exploration that an entry stands for.
   *
   * @param entry the key-value pairs of any report entry
   * @return the exploration; empty if the entry stands for none, or is no longer being published
   */
  public static Optional<Exploration> fromEntry(Map<String, String> entry) {
    return TICKETS.find(entry);
  }
}
