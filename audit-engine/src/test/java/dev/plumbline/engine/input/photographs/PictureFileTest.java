package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.input.TestData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {

  @TempDir Path folder;

  @Test
  void readsPhotographs() throws PictureFile.Unusable {
    assertThat(PictureFile.read(TestData.resource("images/coffee/1.jpg"), 256, 256).getWidth())
        .isEqualTo(288);
  }

  @Test
  void leavesOutWhatIsNoImage() throws IOException {
    unusable(
        Files.writeString(folder.resolve("a.png"), "text"), "it is not a PNG, JPEG or WebP image");
    unusable(Files.createFile(folder.resolve("empty.jpg")), "it is not a PNG, JPEG or WebP image");
    unusable(folder.resolve("none.png"), "cannot be");
  }

  @Test
  void leavesOutTruncatedFiles() throws IOException {
    byte[] jpeg = Files.readAllBytes(TestData.resource("images/coffee/1.jpg"));
    unusable(
        Files.write(folder.resolve("a.jpg"), Arrays.copyOf(jpeg, jpeg.length / 2)),
        "it is damaged (");
    byte[] png = Files.readAllBytes(TestData.png(folder.resolve("whole.png"), 300, 0x123456));
    unusable(
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, png.length / 2)),
        "it is damaged (it is cut off)");
  }

  @Test
  void leavesOutDamagedFiles() throws IOException {
    byte[] jpeg = Files.readAllBytes(TestData.resource("images/coffee/1.jpg"));
    Arrays.fill(jpeg, 6000, 6100, (byte) 0);
    unusable(Files.write(folder.resolve("a.jpg"), jpeg), "it is damaged (Corrupt JPEG data");
  }

  @Test
  void leavesOutSmallImages() throws IOException {
    unusable(
        TestData.png(folder.resolve("small.png"), 15, 0),
        "it has 15×15 pixels, and the model needs 16×16; images are never enlarged");
  }

  /** The header alone claims 3.6 billion pixels: decoding would need gigabytes. */
  @Test
  void leavesOutImagesThatAreTooLargeToDecode() throws IOException {
    byte[] png = Files.readAllBytes(TestData.png(folder.resolve("bomb.png"), 16, 0));
    ByteBuffer header = ByteBuffer.wrap(png);
    header.putInt(16, 60_000).putInt(20, 60_000);
    CRC32 checksum = new CRC32();
    checksum.update(png, 12, 17);
    header.putInt(29, (int) checksum.getValue());

    unusable(
        Files.write(folder.resolve("bomb.png"), png),
        "it has 60000×60000 pixels, more than the 100 million that are decoded");
  }

  private static void unusable(Path file, String why) {
    assertThatThrownBy(() -> PictureFile.read(file, 16, 16))
        .isInstanceOf(PictureFile.Unusable.class)
        .hasMessageContaining(why);
  }
}
