package dev.plumbline.simulations;

import java.util.List;
import java.util.Map;

final class Simulations {
  private Simulations() {}
  public static void main(String[] args) {
    int n = Integer.getInteger("simulation.replicates", 1000);
    long start = System.currentTimeMillis();
    Map<String, RecordedCheckpoint> all = Statistics.read();
    System.out.println("read " + (System.currentTimeMillis() - start));
    for (int g : new int[] {8, 15, 30}) {
      System.out.println(FalseAlarms.of("fresh", all.get("reference"), all.get("reference-other-seed"), g, false, n));
      System.out.println(System.currentTimeMillis() - start);
    }
    for (int g : new int[] {8, 15}) {
    System.out.println(FalseAlarms.of("re-export", all.get("torchscript"), all.get("dynamo"), g, true, n));
    System.out.println(FalseAlarms.of("float16", all.get("torchscript"), all.get("float16"), g, true, n));
    System.out.println(FalseAlarms.of("half weights", all.get("reference"), all.get("halved"), g, true, n));
    System.out.println(FalseAlarms.of("jitter", all.get("reference"), all.get("jittered"), g, true, n));
    }
    System.out.println(System.currentTimeMillis() - start);
    int d = Integer.getInteger("simulation.detection", 300);
    for (boolean paired : new boolean[] {true, false}) {
    for (Plant.Kind kind : Plant.Kind.values()) {
      for (double size : kind.name().startsWith("PATCH") ? new double[] {1.2, 1.5, 2, 3} : new double[] {.01, .02, .05, .1, .2}) {
        System.out.println(Detection.of(kind, size, all.get("reference"), all.get(paired ? "jittered" : "reference-other-seed"), paired, d));
      }
    }
    System.out.println(System.currentTimeMillis() - start);
    }
  }
}
