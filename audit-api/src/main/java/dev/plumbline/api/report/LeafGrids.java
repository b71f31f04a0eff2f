package dev.plumbline.api.report;

import dev.plumbline.api.Grid;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the measurements of a leaf that failed show beside its metrics, published on the leaf's
 * node. As with {@link LeafContributions} the entry holds a ticket only.
 *
 * @param grids the grids, in the order reports show them
 * @param photographs the photographs that grids of single images belong to; may be asked later too
 */
public record LeafGrids(List<Grid> grids, Photographs photographs) {

  /** Finds small pictures of the images that were measured. */
  @FunctionalInterface
  public interface Photographs {

    /**
     * Returns the part of a photograph that the U-Net saw, at most 128 pixels a side.
     *
     * @param image the image's name, as {@link Grid#image()} has it
     * @return the picture; empty where there is none, as of latents from a file
     */
    Optional<BufferedImage> find(String image);
  }

  private static final Tickets<LeafGrids> TICKETS = new Tickets<>("plumbline.grids");

  /** Copies the list. */
  public LeafGrids {
    grids = List.copyOf(grids);
  }

  /**
   * Publishes the grids.
   *
   * @param publisher publishes the key-value pairs of a report entry; when it returns, the entry
   *     has lost its meaning
   */
  public void publish(Consumer<Map<String, String>> publisher) {
    TICKETS.publish(this, publisher);
  }

  /**
   * Gets the grids that an entry stands for.
   *
   * @param entry the key-value pairs of any report entry
   * @return the grids; empty if the entry stands for none, or is no longer being published
   */
  public static Optional<LeafGrids> fromEntry(Map<String, String> entry) {
    return TICKETS.find(entry);
  }
}
