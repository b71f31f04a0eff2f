package dev.plumbline.engine.checkpoint.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.model.EmbeddedWeights;
import dev.plumbline.engine.checkpoint.model.ModelAppender;
import dev.plumbline.engine.plan.FreeSpace;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of gigabytes, in sparse files: holes where the weights would be. */
class LargeModelTest {

  private static final int GRAPH_TAG = ModelProto.GRAPH_FIELD_NUMBER << 3 | 2;
  private static final int TENSOR_TAG = GraphProto.INITIALIZER_FIELD_NUMBER << 3 | 2;
  private static final int RAW_TAG = TensorProto.RAW_DATA_FIELD_NUMBER << 3 | 2;

  @TempDir Path folder;

  @BeforeEach
  void thereIsRoomWhereFilesCannotBeSparse() throws IOException {
    assumeThat(FreeSpace.in(folder).orElse(0)).isGreaterThan(4_000_000_000L);
  }

  /** Counts the bytes that are read. */
  private static final class Counting implements SeekableByteChannel {
    private final SeekableByteChannel channel;
    private final long[] count;

    Counting(SeekableByteChannel channel, long[] count) {
      this.channel = channel;
      this.count = count;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      int read = channel.read(into);
      count[0] += Math.max(read, 0);
      return read;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** The tiny U-Net with weights in the file that no node uses, so many bytes each. */
  private Path embedded(int weights, int bytesEach) throws IOException {
    Path file = folder.resolve("embedded.onnx");
    byte[] model = Files.readAllBytes(TestModels.variant("torchscript"));
    try (FileChannel channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE);
        OutputStream stream = Channels.newOutputStream(channel)) {
      stream.write(model);
      for (int i = 0; i < weights; i++) {
        byte[] header =
            TensorProto.newBuilder()
                .setName("ballast." + i)
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(bytesEach / Float.BYTES)
                .build()
                .toByteArray();
        int raw = CodedOutputStream.computeUInt32SizeNoTag(bytesEach) + 1 + bytesEach;
        int tensor = header.length + raw;
        int graph = CodedOutputStream.computeUInt32SizeNoTag(tensor) + 1 + tensor;
        CodedOutputStream output = CodedOutputStream.newInstance(stream);
        output.writeUInt32NoTag(GRAPH_TAG);
        output.writeUInt32NoTag(graph);
        output.writeUInt32NoTag(TENSOR_TAG);
        output.writeUInt32NoTag(tensor);
        output.writeRawBytes(header);
        output.writeUInt32NoTag(RAW_TAG);
        output.writeUInt32NoTag(bytesEach);
        output.flush();
        channel.position(channel.position() + bytesEach);
      }
      // The last hole counts only when something follows it.
      ModelProto.newBuilder().setDocString("end").build().writeTo(stream);
    }
    return file;
  }

  private static GraphIndex counted(Path file, long[] count) {
    return new GraphIndexReader(file, path -> new Counting(Files.newByteChannel(path), count))
        .read();
  }

  @Test
  void embeddedWeightsAreNotReadToFindTheLayers() throws IOException {
    Path file = embedded(18, 100_000_000);
    assertThat(Files.size(file)).isGreaterThan(1_800_000_000L);
    long[] read = {0};

    GraphIndex index = counted(file, read);

    assertThat(LayerLocator.locate(index).layers()).hasSize(46);
    long small = Files.size(TestModels.variant("torchscript"));
    assertThat(read[0]).isPositive().isLessThan(2 * small);
  }

  @Test
  void embeddedWeightsArePutIntoNoArray() throws IOException {
    Path file = embedded(18, 100_000_000);

    EmbeddedWeights.Slim slim = EmbeddedWeights.reference(file, Optional.of("embedded.onnx"));

    assertThat(slim.bytes().length).isLessThan(3_000_000);
    ModelProto model = ModelProto.parseFrom(slim.bytes());
    TensorProto last = model.getGraph().getInitializer(model.getGraph().getInitializerCount() - 1);
    assertThat(last.getName()).isEqualTo("ballast.17");
    assertThat(last.getExternalDataList())
        .extracting(StringStringEntryProto::getValue)
        .containsExactly(
            "embedded.onnx",
            Long.toString(Files.size(file) - 100_000_000 - "end".length() - 2),
            "100000000");
  }

  @Test
  void externalDataOfThreeGigabytesAreNotTouchedToFindTheLayers() throws IOException {
    Path source = TestModels.variant("external-data");
    Path file = Files.copy(source, folder.resolve("model.onnx"));
    Path data =
        Files.copy(source.resolveSibling("model.onnx_data"), folder.resolve("model.onnx_data"));
    try (RandomAccessFile sparse = new RandomAccessFile(data.toFile(), "rw")) {
      sparse.setLength(3_400_000_000L);
    }
    long[] read = {0};

    GraphIndex index = counted(file, read);

    assertThat(LayerLocator.locate(index).layers()).hasSize(46);
    assertThat(read[0]).isLessThan(2 * Files.size(file));
    assertThat(ModelAppender.append(index, GraphProto.getDefaultInstance()).bytes().length)
        .isLessThan(Math.toIntExact(2 * Files.size(file)));
  }

  @Test
  void aFileThatIsLargerThanAnOnnxFileCanBeIsRefused() throws IOException {
    Path file = embedded(22, 100_000_000);

    assertThatThrownBy(() -> GraphIndex.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("at most 2 GB")
        .hasMessageContaining("external data");
  }
}
