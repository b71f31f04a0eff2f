package dev.plumbline.fuzzing;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.backbone.Backbone;
import dev.plumbline.engine.checkpoint.backbone.Backbones;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Models, as far as they are read before ONNX Runtime sees them. */
final class GraphDoor {

  private GraphDoor() {}

  static boolean open(byte[] input, Path folder, Said said) throws IOException {
    Path model = folder.resolve("model.onnx");
    Files.write(model, input);
    GraphIndex index = GraphIndex.read(model);
    Backbone backbone = Backbones.of(index);
    LayerLocation location = LayerLocator.locate(index, backbone);
    location.refused().values().forEach(said::note);
    List<LayerName> layers = location.layers().stream().map(LocatedLayer::layer).toList();
    backbone.network(index);
    backbone.sizes(index, layers, key -> MissingNode.getInstance());
    return true;
  }
}
