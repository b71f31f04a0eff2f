package dev.plumbline.engine.measure.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How values lie in a state, and what is said of states that are something else. */
class StateStreamsTest {

  private static final double PAYLOAD = Double.longBitsToDouble(0x7ff4_dead_beef_0001L);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final StateOutput out = new StateOutput(bytes);

  private StateInput in() {
    return in(bytes.toByteArray());
  }

  private static StateInput in(byte[] state) {
    return new StateInput(new ByteArrayInputStream(state), state.length);
  }

  private static StateInput hex(String state) {
    return in(HexFormat.of().parseHex(state.replace(" ", "")));
  }

  @Test
  void valuesAreLittleEndian() throws IOException {
    out.writeLong(0x0102030405060708L);
    out.writeBoolean(true);
    out.writeDouble(-0.0);
    out.writeString("é");
    out.writeFloats(new float[] {1});

    assertThat(HexFormat.of().formatHex(bytes.toByteArray()))
        .isEqualTo(
            "0807060504030201"
                + "01"
                + "0000000000000080"
                + "0200000000000000"
                + "c3a9"
                + "0100000000000000"
                + "0000803f");
    assertThat(out.written()).isEqualTo(bytes.size());
  }

  @Test
  void allBitsComeBack() throws IOException {
    double[] doubles = {-0.0, PAYLOAD, Double.MIN_VALUE, Double.NEGATIVE_INFINITY};
    float[] floats = {-0f, Float.intBitsToFloat(0x7f84_1234), Float.MIN_VALUE};
    out.writeDouble(PAYLOAD);
    out.writeDoubles(doubles);
    out.writeFloats(floats);
    out.writeLongs(new long[] {Long.MIN_VALUE, -1});
    out.writeBytes(new byte[] {-1, 0});
    out.writeString("\uD83D\uDE00");
    out.writeString("");

    StateInput in = in();
    assertThat(Double.doubleToRawLongBits(in.readDouble()))
        .isEqualTo(Double.doubleToRawLongBits(PAYLOAD));
    assertThat(bits(in.readDoubles(4))).isEqualTo(bits(doubles));
    assertThat(bits(in.readFloats())).isEqualTo(bits(floats));
    assertThat(in.readLongs(2)).containsExactly(Long.MIN_VALUE, -1);
    assertThat(in.readBytes()).containsExactly(-1, 0);
    assertThat(in.readString()).isEqualTo("\uD83D\uDE00");
    assertThat(in.readString()).isEmpty();
    in.end();
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  /** About the number of values that are converted at once. */
  @ParameterizedTest
  @ValueSource(ints = {0, 8191, 8192, 8193, 16384, 16385, 50_000})
  void arraysOfEveryLengthComeBack(int length) throws IOException {
    Random random = new Random(length);
    double[] doubles = random.doubles(length).toArray();
    long[] longs = random.longs(length).toArray();
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = random.nextFloat();
    }
    out.writeDoubles(doubles);
    out.writeLongs(longs);
    out.writeFloats(floats);
    out.writeDoubles(doubles);
    out.writeFloats(floats);

    StateInput in = in();
    assertThat(in.readDoubles()).isEqualTo(doubles);
    assertThat(in.readLongs(length)).isEqualTo(longs);
    assertThat(in.readFloats(length)).isEqualTo(floats);
    assertThat(in.readDoubles(length)).isEqualTo(doubles);
    assertThat(in.readFloats()).isEqualTo(floats);
    in.end();
    assertThat(out.written()).isEqualTo(5 * 8L + length * 32L).isEqualTo(bytes.size());
  }

  @Test
  void whatFollowsTheStateIsNotRead() throws IOException {
    ByteArrayInputStream stream = new ByteArrayInputStream(new byte[] {1, 7});
    StateInput in = new StateInput(stream, 1);

    assertThat(in.readBoolean()).isTrue();
    in.end();
    assertThatThrownBy(in::readBoolean)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The state is not what was written, at byte 1 of 1: 1 bytes belong here, and 0 follow.");
    assertThat(stream.read()).isEqualTo(7);
  }

  @Test
  void whatIsLeftOverIsAnError() {
    assertThatThrownBy(() -> hex("00 00").end())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The state is not what was written, at byte 0 of 2: there are 2 bytes too many.");
  }

  @Test
  void aStreamThatEndsBeforeTheStateIsAnError() {
    StateInput in = new StateInput(new ByteArrayInputStream(new byte[5]), 100);

    assertThatThrownBy(in::readLong)
        .isInstanceOf(IOException.class)
        .hasMessage("The state is not what was written, at byte 5 of 100: nothing follows.");
  }

  /** A count of values that would take 16 GiB, of one that no array has, and of one below 0. */
  @ParameterizedTest
  @ValueSource(
      strings = {"0000008000000000", "ffffffffffffff7f", "ffffffffffffffff", "0100000000000000"})
  void noMemoryIsTakenForValuesThatDoNotFollow(String count) {
    assertThatThrownBy(() -> hex(count).readDoubles())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("at byte 8 of 8: ")
        .hasMessageEndingWith(" values of 8 bytes are said to follow, and 0 bytes do.");
    assertThatThrownBy(() -> hex(count).readFloats()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> hex(count).readBytes()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> hex(count).readString()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> hex(count).readLongs(1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> hex(count).readDoubles(1 << 30)).isInstanceOf(IOException.class);
  }

  @Test
  void otherLengthsThanBelongAreErrors() throws IOException {
    out.writeDoubles(new double[2]);

    assertThatThrownBy(() -> in().readDoubles(3))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("at byte 8 of 24: 2 values follow where 3 belong.");
    assertThatThrownBy(() -> in().readLongs(1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> in().readFloats(3)).isInstanceOf(IOException.class);
  }

  @Test
  void numbersKeepToWhatTheyMayBe() throws IOException {
    out.writeLong(7);

    assertThat(in().readLong(7, 7)).isEqualTo(7);
    assertThatThrownBy(() -> in().readLong(0, 6))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(": a number is 7 and cannot be outside of 0 to 6.");
    assertThatThrownBy(() -> in().readLong(8, 9)).isInstanceOf(IOException.class);
  }

  @Test
  void truthIsZeroOrOne() throws IOException {
    assertThat(hex("00").readBoolean()).isFalse();
    assertThatThrownBy(() -> hex("02").readBoolean())
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(": a truth value is 2 and can be 0 or 1.");
  }

  @Test
  void textIsUtf8() {
    assertThatThrownBy(() -> hex("0100000000000000 ff").readString())
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(": a text is not in UTF-8.");
    assertThatThrownBy(() -> out.writeString("half \uD83D of one"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("cannot be written in UTF-8.");
    assertThat(bytes.size()).isZero();
  }
}
