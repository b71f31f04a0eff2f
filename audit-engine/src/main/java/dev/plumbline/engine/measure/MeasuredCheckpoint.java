package dev.plumbline.engine.measure;

import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.Thumbnails;
import dev.plumbline.engine.measure.kept.Kept;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.plan.CheckpointPlan;

/**
 * A checkpoint whose graph is read and whose inputs are ready, on whatever device it is measured.
 *
 * @param plan what is to be measured of it
 * @param files what its files say
 * @param location where its layers are
 * @param source where its inputs came from
 * @param inputs what it is run on
 * @param thumbnails small pictures of that
 * @param kept what is kept of its representations
 */
record MeasuredCheckpoint(
    CheckpointPlan plan,
    CheckpointOnDisk files,
    LayerLocation location,
    CheckpointInputs source,
    InputSet inputs,
    Thumbnails thumbnails,
    Kept kept) {

  String name() {
    return plan.checkpoint().name();
  }
}
