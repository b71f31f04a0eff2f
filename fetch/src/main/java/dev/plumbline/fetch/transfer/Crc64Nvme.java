package dev.plumbline.fetch.transfer;

import java.util.zip.Checksum;

/** The checksum CRC-64/NVME, which object stores keep of what was uploaded in parts. */
final class Crc64Nvme implements Checksum {

  /** The polynomial 0xAD93D23594C93659, its bits in reverse. */
  private static final long POLYNOMIAL = Long.reverse(0xAD93D23594C93659L);

  private static final long[] TABLE = table();

  private long state = -1;

  private static long[] table() {
    long[] table = new long[256];
    for (int i = 0; i < table.length; i++) {
      long value = i;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
      }
      table[i] = value;
    }
    return table;
  }

  @Override
  public void update(int b) {
    state = TABLE[(int) ((state ^ b) & 0xFF)] ^ (state >>> Byte.SIZE);
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      update(bytes[i]);
    }
  }

  @Override
  public long getValue() {
    return ~state;
  }

  @Override
  public void reset() {
    state = -1;
  }
}
