package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.measure.probe.softmax.Steps;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("heavy")
@Timeout(300)
class DeviceWorkersTest {

  private static final LayerName LAYER = new LayerName("conv_in");

  private static Measurer measurer(int devices, Steps steps) {
    List<Device> cpus = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      cpus.add(new Device(Device.Kind.CPU, i));
    }
    return new Measurer(
        MeasuringSettings.of(
            Vectors.referenceInputs(),
            new RunOptions(
                cpus,
                1,
                OptionalInt.empty(),
                OptionalLong.empty(),
                ProbeOptions.LDA,
                Optional.empty(),
                Optional.empty())),
        Map.of(Steps.Nothing.class, steps),
        new Heard());
  }

  private static CheckpointPlan plan(String name, int... timesteps) {
    CheckpointPlan plan =
        CheckpointPlan.empty(CheckpointSpec.of(name, Vectors.referenceCheckpoint().path()));
    for (int timestep : timesteps) {
      plan.add(timestep, LAYER, Set.of(Steps.Nothing.class));
    }
    return plan;
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(100, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void wait(CountDownLatch latch) {
    try {
      assertThat(latch.await(100, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void twoDevicesMeasureTwoTimestepsAtOnce() {
    CyclicBarrier both = new CyclicBarrier(2);
    CheckpointPlan plan = plan("one", 50, 500);

    try (Measurer measurer = measurer(2, new Steps(() -> meet(both), image -> {}))) {
      CheckpointResults results = measurer.measure(plan);

      assertThat(results.measurement(50, LAYER, Steps.Nothing.class)).isNotNull();
      assertThat(results.measurement(500, LAYER, Steps.Nothing.class)).isNotNull();
    }
  }

  @Test
  void aFreeDeviceGoesOnToTheNextCheckpoint() {
    CyclicBarrier both = new CyclicBarrier(2);
    List<CheckpointPlan> plans = List.of(plan("one", 50), plan("two", 50));

    try (Measurer measurer = measurer(2, new Steps(() -> meet(both), image -> {}))) {
      measurer.announce(plans);
      for (CheckpointPlan plan : plans) {
        assertThat(measurer.measure(plan).measurement(50, LAYER, Steps.Nothing.class)).isNotNull();
      }
    }
  }

  @Test
  void aDeviceMeasuresOneThingAtATimeWhoeverAsks() throws InterruptedException {
    Steps steps = new Steps(() -> {}, image -> {});

    try (Measurer measurer = measurer(1, steps)) {
      List<Thread> callers = new ArrayList<>();
      for (String name : List.of("one", "two", "three")) {
        callers.add(new Thread(() -> measurer.measure(plan(name, 50))));
      }
      callers.forEach(Thread::start);
      for (Thread caller : callers) {
        caller.join();
      }
    }

    assertThat(steps.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void aCheckpointIsMeasuredAgainWhereItIsAskedForAgain() {
    AtomicInteger passes = new AtomicInteger();
    try (Measurer measurer = measurer(1, new Steps(passes::incrementAndGet, image -> {}))) {
      measurer.measure(plan("one", 50));
      measurer.measure(plan("one", 50, 500));
    }

    assertThat(passes).hasValue(3);
  }

  @Test
  void whatEndsAPassUnexpectedlyReachesWhoeverWaits() {
    Steps steps =
        new Steps(
            () -> {
              throw new OutOfMemoryError("of the test");
            },
            image -> {});
    try (Measurer measurer = measurer(2, steps)) {
      assertThatThrownBy(() -> measurer.measure(plan("one", 50, 200, 500)))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("of the test");
    }
  }

  @Test
  void closingEndsARunInTheMiddle() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    AtomicInteger images = new AtomicInteger();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Steps steps =
        new Steps(
            () -> {},
            image -> {
              images.incrementAndGet();
              begun.countDown();
              wait(closing);
            });
    Measurer measurer = measurer(1, steps);
    Thread caller =
        new Thread(
            () -> {
              try {
                measurer.measure(plan("one", 50, 500));
              } catch (CancellationException e) {
                thrown.set(e);
              }
            });
    caller.start();
    wait(begun);

    Thread closer = new Thread(measurer::close);
    closer.start();
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    closing.countDown();
    closer.join();
    caller.join();

    assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    assertThat(images.get()).isLessThan(Vectors.referenceInputs().samples());
    assertThat(images.get()).isEqualTo(1);
    assertThatThrownBy(() -> measurer.measure(plan("two", 50)))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void anInterruptEndsMeasuring() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Measurer measurer = measurer(1, new Steps(begun::countDown, image -> {}));
    Thread caller =
        new Thread(
            () -> {
              try {
                measurer.measure(plan("one", 50, 200, 500));
              } catch (CancellationException e) {
                thrown.set(e);
              }
            });
    caller.start();
    wait(begun);
    caller.interrupt();
    caller.join();

    assertThat(thrown.get()).hasMessage("measuring was ended before it was done");
  }
}
