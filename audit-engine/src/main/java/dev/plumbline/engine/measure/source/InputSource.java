package dev.plumbline.engine.measure.source;

import dev.plumbline.engine.input.encoders.Encoders;
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
record InputSource(Encoders encoders, Geometry geometry) {

  /**
   * Finds the source.
   *
   * @throws UserError if the inputs are to come from a checkpoint whose latents are of another
   *     shape than this U-Net takes, or which cannot be read
   */
  static InputSource of(CheckpointSpec checkpoint, CheckpointOnDisk files) {
    if (checkpoint.control().isPresent()) {
      CheckpointSpec original = checkpoint.control().get().original();
      return of(original, CheckpointOnDisk.read(original));
    }
    Geometry own = files.geometry();
    if (checkpoint.inputsFrom().isEmpty()) {
      return new InputSource(files.encoders(), own);
    }
    CheckpointSpec from = checkpoint.inputsFrom().get();
    CheckpointOnDisk lender;
    try {
      lender = CheckpointOnDisk.read(from);
    } catch (UserError e) {
      throw new UserError("its inputs are to come from " + from.name() + ": " + e.getMessage(), e);
    }
    Geometry lent = lender.geometry();
    boolean fits =
        own.channels() == lent.channels()
            && fits(files.unet().fixedHeight(), lent.height())
            && fits(files.unet().fixedWidth(), lent.width());
    if (!fits) {
      throw new UserError(
          String.format(
              "its U-Net takes latents of %s, and those of %s are %s: it cannot be run on the same"
                  + " inputs. Leave out -Daudit.inputs.from=%s, or this checkpoint.",
              text(own.channels(), files.unet().fixedHeight(), files.unet().fixedWidth()),
              from.name(),
              text(lent.channels(), lent.height(), lent.width()),
              from.name()));
    }
    return new InputSource(
        lender.encoders(),
        new Geometry(own.channels(), lent.height(), lent.width(), own.contextWidth()));
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
