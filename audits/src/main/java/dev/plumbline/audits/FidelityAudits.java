package dev.plumbline.audits;

import dev.plumbline.api.Audit;
import dev.plumbline.api.Bounds;
import dev.plumbline.api.Explained;
import dev.plumbline.api.Fidelity;
import dev.plumbline.api.ForFidelity;
import dev.plumbline.api.Gate;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Layers;
import dev.plumbline.api.ModelAudit;
import dev.plumbline.api.Phenomenon;
import dev.plumbline.api.Timesteps;

/** A layer should be where it was, as far as was asked. */
@ModelAudit("Fidelity")
@Phenomenon("fidelity")
@Explained(
    measures =
        "How far a layer's representations are from those of the checkpoint that this one was made "
            + "of, on the same images with the same noise: 0 % where nothing moved, 100 % where "
            + "they are gone, about 140 % where two have nothing in common.",
    matters =
        "An export should change nothing but the last digits, and another build of a checkpoint "
            + "nothing that whoever uses it would notice. After fine-tuning, a layer that has "
            + "nothing in common with its parent's was not trained: it was lost or mixed up.",
    whenItFails =
        "The first layer in the order of the data flow that moved is where to look, and the "
            + "summary names it: were its weights loaded, merged, transposed, scaled and saved as "
            + "they should be? All layers behind it move with it. If it was trained on since, say "
            + "so: -Daudit.fidelity=fine-tune.",
    severity = Explained.Severity.CRITICAL)
@Bounds("default-bounds.csv")
@Layers("**")
@Timesteps({50, 200, 500})
class FidelityAudits {

  @Audit("The layer is the same as before but for rounding")
  @ForFidelity(Fidelity.EXPORT)
  void sameButForRounding(LayerSketch sketch, Gate gate) {
    hold(sketch, gate);
  }

  @Audit("The layer is much the same as before")
  @ForFidelity(Fidelity.REVISION)
  void muchTheSame(LayerSketch sketch, Gate gate) {
    hold(sketch, gate);
  }

  @Audit("The layer still has something in common with what it was made of")
  @ForFidelity(Fidelity.FINE_TUNE)
  void somethingInCommon(LayerSketch sketch, Gate gate) {
    hold(sketch, gate);
  }

  /** Where there is nothing to be held against, as in the parent itself, the size is recorded. */
  private static void hold(LayerSketch sketch, Gate gate) {
    gate.check(sketch.relativeChange().orElseGet(sketch::meanSquare));
    sketch.lostImages().ifPresent(gate::check);
  }
}
