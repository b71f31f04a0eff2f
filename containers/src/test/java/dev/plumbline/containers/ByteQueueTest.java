package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytes go from whoever writes to whoever reads. */
@Timeout(20)
class ByteQueueTest {

  private final AtomicInteger closed = new AtomicInteger();
  private final ByteQueue queue = new ByteQueue(closed::incrementAndGet);

  @Test
  void allArriveInOrderThoughThereAreMoreThanItHolds() throws Exception {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                read.complete(queue.reader().readAllBytes());
              } catch (IOException e) {
                read.completeExceptionally(e);
              }
            })
        .start();

    try (OutputStream writer = queue.writer()) {
      for (int from = 0; from < bytes.length; from += 100) {
        writer.write(bytes, from, 100);
      }
    }

    assertThat(read.get()).isEqualTo(bytes);
    assertThat(closed).hasValue(1);
  }

  /** Java's pipe is broken when the thread is gone that wrote last. */
  @Test
  void whoWritesMayBeGone() throws Exception {
    OutputStream writer = queue.writer();
    for (String text : new String[] {"one ", "two"}) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  writer.write(text.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      thread.start();
      thread.join();
    }
    InputStream reader = queue.reader();

    assertThat(reader.readNBytes(7)).asString().isEqualTo("one two");
    queue.end();
    assertThat(reader.read()).isEqualTo(-1);
    assertThat(reader.read()).isEqualTo(-1);
  }

  @Test
  void nobodyWaitsForAReaderThatIsGone() throws Exception {
    queue.reader().close();
    for (int i = 0; i < 1000; i++) {
      queue.add(new byte[] {1});
    }
    queue.end();
    OutputStream writer = queue.writer();

    assertThatThrownBy(() -> writer.write(1)).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsClosedTakesNothingMore() throws Exception {
    OutputStream writer = queue.writer();
    writer.close();
    writer.close();

    assertThatThrownBy(() -> writer.write(1)).isInstanceOf(IOException.class);
    assertThat(closed).hasValue(1);
  }
}
