package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything runs, on an untrained tiny U-Net. What it took is not looked at. */
class BenchmarkTest {

  @TempDir Path out;

  private static Path checkpoint() throws URISyntaxException {
    return Path.of(BenchmarkTest.class.getResource("/variants/torchscript/model.onnx").toURI());
  }

  @Test
  void everyPhaseGivesItsFigures() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("benchmark.checkpoint", checkpoint().toString());
    properties.setProperty("benchmark.images", "2");
    properties.setProperty("benchmark.rounds", "1");
    properties.setProperty("benchmark.size", "24");
    properties.setProperty("benchmark.threads", "1");
    properties.setProperty("benchmark.profile.images", "2");
    properties.setProperty("benchmark.paper.images", "2");

    Report report = Benchmark.run(Options.of(properties), line -> {});
    report.write(out);

    List<String> csv = Files.readAllLines(out.resolve(Report.CSV));
    assertThat(csv)
        .anyMatch(line -> line.startsWith("discovery,again,,ms,"))
        .anyMatch(line -> line.startsWith("time,measurement ÷ bare,2,×,"))
        .contains("profile,\"U-Net passes, bare passes\",2,per image,2.0,2.0,2.0,1")
        .contains("profile,\"U-Net passes, measurement\",2,per image,2.0,2.0,2.0,1")
        .contains(
            "profile,\"further runs when the session is opened, bare passes\",2,in all,0.0,0.0,0.0,1")
        .contains(
            "profile,\"further runs when the session is opened, measurement\",2,in all,0.0,0.0,0.0,1")
        .anyMatch(line -> line.startsWith("time,\"leaves the graph, measurement\",2,MB/image,"))
        .anyMatch(line -> line.startsWith("paper,paper's way ÷ measurement,2,×,"));
    assertThat(value(csv, "profile,kernel time under audit/")).isBetween(0.1, 99.0);
    assertThat(report.markdown())
        .contains("bit for bit that of the bare one in 2 of 2 images")
        .isEqualTo(Files.readString(out.resolve(Report.MARKDOWN)));
  }

  private static double value(List<String> csv, String start) {
    String line =
        csv.stream().filter(candidate -> candidate.startsWith(start)).findFirst().orElseThrow();
    return Double.parseDouble(line.split(",", -1)[4]);
  }
}
