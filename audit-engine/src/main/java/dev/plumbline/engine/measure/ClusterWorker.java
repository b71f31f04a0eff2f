package dev.plumbline.engine.measure;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.chunks.ChunkTask;
import dev.plumbline.engine.measure.chunks.ChunkTask.Partials;
import dev.plumbline.engine.measure.cluster.ClusterAnswer;
import dev.plumbline.engine.measure.cluster.ClusterAnswer.Failure;
import dev.plumbline.engine.measure.cluster.ClusterOrder;
import dev.plumbline.engine.measure.cluster.ClusterSlot;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.measure.pass.ChunkPlace;
import dev.plumbline.engine.measure.pass.Fitted;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.plan.Shard;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OverdueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Does the tasks of clusters in this process, which keeps checkpoints and sessions open while tasks
 * want the same. It judges nothing; what a task came to is its answer.
 */
public final class ClusterWorker {

  private static final ClusterWorker HERE = new ClusterWorker();

  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers =
      Measurer.registeredProviders();
  private final String code = Measurer.code(providers);
  private Optional<ClusterSeats> open = Optional.empty();

  private ClusterWorker() {}

  /**
   * Does a task.
   *
   * @param shared what all tasks of its job are told
   * @param task its number
   * @param slot where it is done
   * @return what it came to, or why it came to nothing where trying again would not help
   */
  public static byte[] answer(byte[] shared, int task, ClusterSlot slot) {
    return HERE.answered(shared, task, slot);
  }

  /** Closes what is open in this process, where it is not its end. */
  static void leave() {
    HERE.seats(null);
  }

  /** Returns of what the partials of an order are. */
  static SortedMap<String, String> task(ClusterOrder order) {
    return new TreeMap<>(
        Map.of(
            "run",
            order.run(),
            "checkpoint",
            order.job().plan().checkpoint().name(),
            "timestep",
            Integer.toString(order.timestep())));
  }

  private byte[] answered(byte[] shared, int task, ClusterSlot slot) {
    String what = "a task of measuring";
    try {
      ClusterOrder order = ClusterOrder.read(shared, providers).here(slot.archives());
      what = order.opensOnly() ? "opening it" : "at t=" + order.timestep();
      if (!order.code().equals(code)) {
        throw new UserError(
            "an executor has other code than the process that judges. Give both the same jars"
                + " (spark.jars, or the class path of executors).");
      }
      return seats(order).with(order, slot, seat -> done(order, task, seat));
    } catch (UserError e) {
      return ClusterAnswer.failed(Failure.USER, e.getMessage());
    } catch (OverdueException e) {
      return ClusterAnswer.failed(Failure.OVERDUE, e.getMessage());
    } catch (SessionException e) {
      return ClusterAnswer.failed(Failure.USER, Sessions.failure(what, e).getMessage());
    } catch (OutOfMemoryError e) {
      return ClusterAnswer.failed(Failure.MEMORY, e.getMessage());
    } catch (IOException | RuntimeException e) {
      return ClusterAnswer.failed(Failure.OTHER, e.toString());
    }
  }

  /** Returns what is open for a run; what was for another is closed. */
  private synchronized ClusterSeats seats(ClusterOrder order) {
    if (open.isPresent() && (order == null || !open.get().isOf(order))) {
      open.get().close();
      open = Optional.empty();
    }
    if (open.isEmpty() && order != null) {
      open = Optional.of(new ClusterSeats(order, providers));
    }
    return open.orElse(null);
  }

  private byte[] done(ClusterOrder order, int task, ClusterSeats.Seat seat)
      throws IOException, SessionException {
    Path file;
    if (order.isCut()) {
      file = chunk(order, task, seat);
    } else {
      file = seat.folder().resolve("answer" + PartialFile.EXTENSION);
      PartialFile.write(file, task(order), order.opensOnly() ? opened(seat) : whole(order, seat));
    }
    try {
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private PartialFile.Content opened(ClusterSeats.Seat seat) {
    return to -> {
      seat.opened().write(to);
      Note.write(seat.told(), to);
      to.writeString(ChunkLayout.of(seat.measurer().inputs(), false).text());
      to.writeString(ChunkLayout.of(seat.measurer().inputs(), true).text());
    };
  }

  private PartialFile.Content whole(ClusterOrder order, ClusterSeats.Seat seat)
      throws SessionException {
    MeasuredPart part = seat.measurer().measure(order.timestep());
    seat.measurer().refuseChange();
    return new PartState(seat.opened(), seat.told(), part)::write;
  }

  private Path chunk(ClusterOrder order, int task, ClusterSeats.Seat seat)
      throws IOException, SessionException {
    ChunkLayout layout =
        ChunkLayout.parse(order.layout(), order.job().inputs().folds(), order.trains())
            .orElseThrow(() -> new IOException("No timestep is cut like " + order.layout()));
    ChunkPlace place = ClusterOrder.places(layout).get(task);
    Partials partials = new Partials("answer", task(order));
    ChunkTask share =
        new ChunkTask(
            order.timestep(),
            0,
            new Shard(1, 1, Shard.Cut.CHUNK),
            partials,
            seat.folder(),
            List.of(),
            List.of());
    Optional<Fitted> fitted =
        Optional.ofNullable(order.fitted().get(place.section().name()))
            .filter(some -> layout.round(place.section()) > 1);
    seat.measurer().measure(share, place, layout, fitted);
    return seat.folder().resolve(partials.name() + "-" + place + PartialFile.EXTENSION);
  }
}
