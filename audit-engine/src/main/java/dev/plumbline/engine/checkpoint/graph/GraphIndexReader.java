package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads a {@link GraphIndex} from a file, front to back, in one pass. */
final class GraphIndexReader {

  /** Small, since after each weight that is skipped it is filled anew. */
  private static final int BUFFER_BYTES = 1 << 13;

  private final Path file;
  private final Opener opener;
  private final GraphParser graph = new GraphParser();
  private final Map<String, Long> opsets = new HashMap<>();
  private final Set<GraphIndex.Function> functions = new HashSet<>();
  private long irVersion;
  private boolean graphSeen;

  /** Opens a file for reading. */
  @FunctionalInterface
  interface Opener {
    SeekableByteChannel open(Path file) throws IOException;
  }

  GraphIndexReader(Path file) {
    this(file, Files::newByteChannel);
  }

  GraphIndexReader(Path file, Opener opener) {
    this.file = file;
    this.opener = opener;
  }

  GraphIndex read() {
    try {
      refuseWhatCannotBeAModel();
      // A channel's stream skips by seeking, and unlike a FileInputStream never beyond the end.
      try (InputStream stream = Channels.newInputStream(opener.open(file))) {
        CodedInputStream input = CodedInputStream.newInstance(stream, BUFFER_BYTES);
        input.setSizeLimit(Integer.MAX_VALUE);
        readModel(input);
      }
      checkCalls();
    } catch (NoSuchFileException e) {
      throw new UserError("There is no file " + file + ". Check the checkpoint's path.", e);
    } catch (InvalidProtocolBufferException e) {
      throw new UserError(
          file
              + " is damaged, cut off, or not an ONNX model ("
              + e.getMessage()
              + "). Copy or export it again.",
          e);
    } catch (IOException e) {
      throw new UserError(
          "Cannot read " + file + " (" + e + "). Check that the file is readable.", e);
    }
    if (irVersion <= 0 || !graphSeen || graph.nodes().isEmpty() || opsets.isEmpty()) {
      throw new UserError(
          file
              + " is not an ONNX model: it has "
              + (irVersion <= 0
                  ? "no ONNX version"
                  : graph.nodes().isEmpty() ? "no graph with nodes" : "no operator set version")
              + ". Give the U-Net's .onnx file.");
    }
    refuseMalformedNodes();
    refuseCircles();
    return new GraphIndex(
        file,
        irVersion,
        opsets,
        graph.nodes(),
        graph.inputs(),
        graph.outputs(),
        graph.initializers(),
        graph.nestedExternals(),
        graph.innerNodes(),
        functions);
  }

  private void refuseWhatCannotBeAModel() throws IOException {
    if (Files.isDirectory(file)) {
      throw new UserError(file + " is a folder, not an .onnx file. Give the file in it.");
    }
    long size = Files.size(file);
    if (size == 0) {
      throw new UserError(file + " is empty (0 bytes). Copy or export it again.");
    }
    if (size > Integer.MAX_VALUE) {
      throw new UserError(
          file
              + " has "
              + size
              + " bytes, and an ONNX file holds at most 2 GB. Export the model again with its"
              + " weights as external data.");
    }
    LfsPointer.refuse(file);
  }

  private void refuseMalformedNodes() {
    for (GraphNode node : graph.nodes()) {
      if (node.opType().isEmpty() || node.outputs().isEmpty()) {
        throw new UserError(
            file
                + " is damaged: the node '"
                + node.name()
                + "' has no "
                + (node.opType().isEmpty() ? "operator" : "output")
                + ". Copy or export it again.");
      }
    }
  }

  private void refuseCircles() {
    NodeOrder.circle(graph.nodes())
        .ifPresent(
            node -> {
              throw new UserError(
                  file
                      + " is damaged: the node '"
                      + node.label()
                      + "' needs what comes of itself. Copy or export it again.");
            });
  }

  private void checkCalls() throws InvalidProtocolBufferException {
    graph.calls().check(graph.nodes());
    graph.calls().check(graph.innerNodes());
  }

  private void readModel(CodedInputStream input) throws IOException {
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      switch (Wire.lengthDelimitedField(tag)) {
        case ModelProto.GRAPH_FIELD_NUMBER -> {
          graphSeen = true;
          Wire.message(input, graph::field);
        }
        case ModelProto.OPSET_IMPORT_FIELD_NUMBER -> readOpset(input);
        case ModelProto.FUNCTIONS_FIELD_NUMBER -> functions.add(graph.function(input));
        default -> {
          if (Wire.varintField(tag) == ModelProto.IR_VERSION_FIELD_NUMBER) {
            irVersion = input.readInt64();
          } else {
            Wire.skip(input, tag);
          }
        }
      }
    }
  }

  private void readOpset(CodedInputStream input) throws IOException {
    String[] domain = {""};
    long[] version = {0};
    Wire.message(
        input,
        (tag, in) -> {
          if (Wire.lengthDelimitedField(tag) == OperatorSetIdProto.DOMAIN_FIELD_NUMBER) {
            domain[0] = Wire.text(in);
          } else if (Wire.varintField(tag) == OperatorSetIdProto.VERSION_FIELD_NUMBER) {
            version[0] = in.readInt64();
          } else {
            Wire.skip(in, tag);
          }
        });
    boolean isOnnx = domain[0].isEmpty() || domain[0].equals("ai.onnx");
    if (isOnnx && (version[0] < 1 || version[0] > GraphLimits.OPSET)) {
      throw GraphLimits.tooMuch("version " + version[0] + " of ONNX's operators");
    }
    opsets.put(domain[0].equals("ai.onnx") ? "" : domain[0], version[0]);
  }
}
