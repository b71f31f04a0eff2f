package dev.plumbline.engine.measure;

import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.model.FilesAsRead;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.Thumbnails;
import dev.plumbline.engine.measure.kept.ExplorerCollector;
import dev.plumbline.engine.measure.kept.Kept;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Patience;

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
 * @param patience how long its network is waited for
 * @param read its network's files as they were when its graph was read
 */
record MeasuredCheckpoint(
    CheckpointPlan plan,
    CheckpointOnDisk files,
    LayerLocation location,
    CheckpointInputs source,
    InputSet inputs,
    Thumbnails thumbnails,
    Kept kept,
    Patience patience,
    FilesAsRead read) {

  /**
   * Makes sure that the network's files are as they were.
   *
   * @throws dev.plumbline.engine.plan.UserError if they are not
   */
  void refuseChange() {
    read.refuseChange();
  }

  /** Returns the same checkpoint, of which what is explored is collected apart. */
  MeasuredCheckpoint apart(Explorer explorer) {
    ExplorerCollector collector =
        new ExplorerCollector(explorer, plan, location.names(), files.backbone(), inputs);
    return new MeasuredCheckpoint(
        plan,
        files,
        location,
        source,
        inputs,
        thumbnails,
        new Kept(kept.dump(), collector),
        patience,
        read);
  }

  String name() {
    return plan.checkpoint().name();
  }
}
