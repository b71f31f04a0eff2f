package dev.plumbline.engine.checkpoint.redrawn;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.plumbline.engine.checkpoint.model.EmbeddedWeights;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Parameter;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Start;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The file of a redrawn model's weights, written tensor by tensor, each in blocks, so that memory
 * does not grow with either. A block's numbers follow from the tensor's name and the block's place,
 * whichever thread draws them.
 */
final class WeightsFile implements AutoCloseable {

  /** Each tensor begins where memory pages do, as ONNX's own tools have it. */
  private static final long ALIGNMENT = 4096;

  private static final int BLOCK = 1 << 18;

  private final FileChannel channel;
  private final String name;
  private final Path original;
  private final Normals normals;
  private long end;

  private WeightsFile(FileChannel channel, String name, Path original, Normals normals) {
    this.channel = channel;
    this.name = name;
    this.original = original;
    this.normals = normals;
  }

  /**
   * Begins a file.
   *
   * @param file the file, which must not be there yet
   * @param original the folder of the original model, whose data are copied where they are kept
   * @param normals where random numbers come from
   */
  static WeightsFile create(Path file, Path original, Normals normals) throws IOException {
    return new WeightsFile(
        FileChannel.open(file, CREATE_NEW, READ, WRITE),
        file.getFileName().toString(),
        original,
        normals);
  }

  /** Writes a parameter as it begins; what is small stays in the model. */
  TensorProto draw(Parameter parameter) throws IOException {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(parameter.value())
            .addAllDims(parameter.dims())
            .setDataType(parameter.type().getNumber());
    if (parameter.bytes() < EmbeddedWeights.SMALLEST_BYTES) {
      return tensor.setRawData(ByteString.copyFrom(block(parameter, 0))).build();
    }
    long start = begin();
    int blocks = Math.toIntExact((parameter.elements() + BLOCK - 1) / BLOCK);
    int bytes = FloatEncoding.of(parameter.type()).orElseThrow().bytes();
    try {
      IntStream.range(0, blocks)
          .parallel()
          .forEach(i -> write(block(parameter, i), start + (long) i * BLOCK * bytes));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    refer(tensor, start, parameter.bytes());
    return tensor.build();
  }

  private ByteBuffer block(Parameter parameter, int number) {
    FloatEncoding encoding = FloatEncoding.of(parameter.type()).orElseThrow();
    int count = (int) Math.min(BLOCK, parameter.elements() - (long) number * BLOCK);
    ByteBuffer bytes = ByteBuffer.allocate(count * encoding.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    if (parameter.start() == Start.DRAWN) {
      double deviation = parameter.deviation();
      for (float normal : normals.draw(parameter.value() + "\n" + number, count)) {
        encoding.put(deviation * normal, bytes);
      }
    } else {
      for (int i = 0; i < count; i++) {
        encoding.put(parameter.start() == Start.ONE ? 1 : 0, bytes);
      }
    }
    return bytes.flip();
  }

  private void write(ByteBuffer bytes, long position) {
    try {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies what a tensor has outside the model, if anything, and refers to the copy. */
  void keep(TensorProto.Builder tensor) throws IOException {
    if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
      return;
    }
    Map<String, String> entries = new HashMap<>();
    tensor.getExternalDataList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    long start = begin();
    try (FileChannel source = FileChannel.open(original.resolve(entries.get("location")), READ)) {
      long from = Long.parseLong(entries.getOrDefault("offset", "0"));
      String length = entries.get("length");
      long bytes = length == null ? source.size() - from : Long.parseLong(length);
      for (long done = 0; done < bytes; ) {
        long copied =
            channel.transferFrom(source.position(from + done), start + done, bytes - done);
        if (copied == 0) {
          throw new IOException(entries.get("location") + " ends before " + tensor.getName());
        }
        done += copied;
      }
      refer(tensor, start, bytes);
    }
  }

  private long begin() {
    return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void refer(TensorProto.Builder tensor, long start, long length) {
    end = start + length;
    tensor
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .clearExternalData()
        .addExternalData(entry("location", name))
        .addExternalData(entry("offset", Long.toString(start)))
        .addExternalData(entry("length", Long.toString(length)));
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
