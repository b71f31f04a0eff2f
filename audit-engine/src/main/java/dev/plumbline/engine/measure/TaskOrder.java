package dev.plumbline.engine.measure;

import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Shard;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Numbers the timesteps of all checkpoints of a run, and tells which are measured here. */
final class TaskOrder {

  private final Optional<Shard> shard;
  private List<CheckpointPlan> all = List.of();

  /**
   * Makes an order of no task.
   *
   * @param shard the part that is measured here; empty for all
   */
  TaskOrder(Optional<Shard> shard) {
    this.shard = shard;
  }

  /** Says which checkpoints there are, in their order. */
  void of(List<CheckpointPlan> plans) {
    all = List.copyOf(plans);
  }

  /** Returns the number of a timestep of a checkpoint, from 0. */
  int number(CheckpointPlan plan, int timestep) {
    int number = 0;
    for (CheckpointPlan one : all) {
      for (int other : one.passes().keySet()) {
        if (other == timestep && one.checkpoint().equals(plan.checkpoint())) {
          return number;
        }
        number++;
      }
    }
    return number;
  }

  /** Returns which timesteps of a checkpoint are measured here, all or a part of each of them. */
  Set<Integer> timesteps(CheckpointPlan plan) {
    Set<Integer> mine = new LinkedHashSet<>(plan.passes().keySet());
    shard
        .filter(part -> part.by() == Shard.Cut.TIMESTEP)
        .ifPresent(part -> mine.removeIf(timestep -> !part.has(number(plan, timestep))));
    return mine;
  }
}
