package dev.plumbline.engine.measure.source;

import dev.plumbline.engine.input.encoders.EncoderFiles;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.util.OptionalInt;

/**
 * What a checkpoint's inputs are made with.
 *
 * @param encoders its own encoders and scheduler, or those of the checkpoint it takes inputs from
 * @param geometry what its U-Net takes, of the size of the checkpoint it takes inputs from
 */
public record InputOrigin(EncoderFiles encoders, Geometry geometry) {

  /**
   * Finds the source.
   *
   * @param checkpoint the checkpoint
   * @param files what its files say
   * @throws UserError if the inputs are to come from a checkpoint whose latents are of another
   *     shape than this U-Net takes, or which cannot be read
   */
  public static InputOrigin of(CheckpointSpec checkpoint, CheckpointOnDisk files) {
    if (checkpoint.control().isPresent()) {
      CheckpointSpec original = checkpoint.control().get().original();
      return of(original, CheckpointOnDisk.read(original));
    }
    if (checkpoint.inputsFrom().isEmpty()) {
      return new InputOrigin(files.encoders(), files.geometry());
    }
    CheckpointSpec from = checkpoint.inputsFrom().get();
    CheckpointOnDisk lender;
    try {
      lender = CheckpointOnDisk.read(from);
    } catch (UserError e) {
      throw new UserError("its inputs are to come from " + from.name() + ": " + e.getMessage(), e);
    }
    return new InputOrigin(lender.encoders(), borrowed(files, lender.geometry(), from.name()));
  }

  /**
   * Returns what a U-Net takes of inputs that are another's: all that it takes is its own affair,
   * but for the size of the latents.
   *
   * <p>The margin is what either of them needs. A lender whose control comes from shifted windows
   * is run in the middle of larger latents, and so are those that borrow from it. A borrower whose
   * control comes from shifted windows has larger latents made for it, of which it sees the middle;
   * where the lender's latents are just that large, they are the same.
   */
  private static Geometry borrowed(CheckpointOnDisk files, Geometry lent, String lender) {
    Geometry own = files.geometry();
    boolean sameChannels = own.channels() == lent.channels();
    if (sameChannels && hasRoomFor(own, lent)) {
      return own;
    }
    OptionalInt fixedHeight = files.network().fixedHeight();
    OptionalInt fixedWidth = files.network().fixedWidth();
    if (!sameChannels || !fits(fixedHeight, lent.height()) || !fits(fixedWidth, lent.width())) {
      throw new UserError(
          String.format(
              "its U-Net takes latents of %s, and those of %s are %s: it cannot be run on the same"
                  + " inputs. Leave out -Daudit.inputs.from=%s, or this checkpoint.",
              text(own.channels(), fixedHeight, fixedWidth),
              lender,
              text(lent.channels(), lent.height(), lent.width()),
              lender));
    }
    OptionalInt height = CheckpointOnDisk.first(fixedHeight, lent.height());
    OptionalInt width = CheckpointOnDisk.first(fixedWidth, lent.width());
    return own.withSize(height, width)
        .withMargin(Math.max(files.margin(height, width), lent.margin()));
  }

  /** Tells whether latents have just the room that a U-Net with a margin needs. */
  private static boolean hasRoomFor(Geometry own, Geometry lent) {
    if (own.margin() == 0) {
      return false;
    }
    Geometry needed = own.enlarged();
    return needed.height().equals(lent.height()) && needed.width().equals(lent.width());
  }

  private static boolean fits(OptionalInt fixed, OptionalInt lent) {
    return fixed.isEmpty() || lent.isEmpty() || fixed.equals(lent);
  }

  private static String text(int channels, OptionalInt height, OptionalInt width) {
    return channels + "×" + text(height, "h") + "×" + text(width, "w");
  }

  private static String text(OptionalInt size, String unknown) {
    return size.isPresent() ? Integer.toString(size.getAsInt()) : unknown;
  }
}
