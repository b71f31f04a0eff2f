package dev.plumbline.engine.measure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {

  private final List<Integer> allocated = new ArrayList<>();
  private final DirectMemory memory =
      new DirectMemory(
          bytes -> {
            if (bytes > 1000) {
              throw new OutOfMemoryError("Cannot reserve " + bytes + " bytes");
            }
            allocated.add(bytes);
            return ByteBuffer.allocateDirect(bytes);
          });

  @Test
  void itIsUsedAgainAndGrows() {
    memory.of("norms", 100).put(0, (byte) 7);

    ByteBuffer smaller = memory.of("norms", 40);
    assertThat(smaller.get(0)).isEqualTo((byte) 7);
    assertThat(smaller.remaining()).isEqualTo(40);
    assertThat(smaller.order()).isEqualTo(ByteOrder.nativeOrder());
    assertThat(memory.of("norms", 200).remaining()).isEqualTo(200);
    assertThat(memory.of("mean", 40).get(0)).isZero();

    assertThat(allocated).containsExactly(100, 200, 40);
  }

  @Test
  void whatToDoIsSaidWhereTheJvmMayHaveNoMore() {
    memory.of("norms", 1000);

    assertThatThrownBy(() -> memory.of("moment", 2000))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Cannot reserve 2000 bytes")
        .hasMessageContaining("-DargLine=-XX:MaxDirectMemorySize=2g")
        .hasMessageContaining("audit.batch=1");
  }
}
