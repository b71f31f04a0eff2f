package dev.plumbline.engine.measure;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.model.FilesAsRead;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.encoders.ModelOpener;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.measure.kept.ExplorerCollector;
import dev.plumbline.engine.measure.kept.Kept;
import dev.plumbline.engine.measure.kept.RepresentationDump;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.plan.CheckpointPlan;
import java.util.Optional;

/**
 * Reads the graphs of a run's checkpoints and makes their inputs ready.
 *
 * @param settings what the run measures on
 * @param inputs makes the inputs
 * @param catalog the measurements there are
 * @param told hears what was found
 */
record CheckpointOpener(
    MeasuringSettings settings, CheckpointInputs inputs, MeasurementCatalog catalog, Told told) {

  /**
   * Opens a checkpoint. No session of its network is opened yet.
   *
   * @param plan what is to be measured of it
   * @param sessions the device whose encoders make its inputs, and on which it is measured
   */
  LocalMeasurer open(CheckpointPlan plan, Sessions sessions) {
    CheckpointOnDisk files = CheckpointOnDisk.read(plan.checkpoint());
    FilesAsRead read = FilesAsRead.of(files.index());
    Optional<RepresentationDump> dump =
        settings.dump().map(wanted -> RepresentationDump.open(wanted, plan, told));
    ModelOpener encoders = sessions::open;
    InputSet inputSet =
        inputs.load(
            plan.checkpoint(),
            files,
            encoders.within(CostEstimate.patience(files, settings.options())));
    LayerLocation location = LayerLocator.locate(files.index());
    ExplorerCollector explorer =
        new ExplorerCollector(
            settings.explorer(), plan, location.names(), files.backbone(), inputSet);
    MeasuredCheckpoint checkpoint =
        new MeasuredCheckpoint(
            plan,
            files,
            location,
            inputs,
            inputSet,
            inputs.thumbnails(inputSet),
            new Kept(dump, explorer),
            CostEstimate.patience(
                files, settings.options(), (double) inputSet.height() * inputSet.width()),
            read);
    describe(checkpoint);
    return new LocalMeasurer(checkpoint, catalog, settings.early(), sessions, told);
  }

  private void describe(MeasuredCheckpoint checkpoint) {
    LayerLocation location = checkpoint.location();
    String name = checkpoint.name();
    told.environment("checkpoint " + name, checkpoint.plan().checkpoint().description());
    told.environment(
        "layers of " + name, location.layers().size() + ", located by " + location.rule());
    told.environment("images for " + name, images(checkpoint.inputs()));
    told.environment(
        RunNote.INPUTS + name,
        checkpoint
            .source()
            .sample(checkpoint.plan().checkpoint(), checkpoint.files(), checkpoint.inputs()));
  }

  private static String images(InputSet inputs) {
    long test = inputs.images().stream().filter(SourceImage::test).count();
    long scenes = inputs.images().stream().map(SourceImage::scene).distinct().count();
    String testing =
        inputs.folds() > 1
            ? String.format(
                "each of them to test the probe, %d scenes in %d folds", scenes, inputs.folds())
            : test + " of them to test the probe";
    String room =
        inputs.margin() == 0
            ? ""
            : String.format(
                ", in the middle of %d×%d for shifted windows",
                inputs.height() + 2 * inputs.margin(), inputs.width() + 2 * inputs.margin());
    return String.format(
        "%d (%s), U-Net inputs %d×%d×%d%s",
        inputs.images().size(), testing, inputs.channels(), inputs.height(), inputs.width(), room);
  }
}
