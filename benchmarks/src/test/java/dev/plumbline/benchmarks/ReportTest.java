package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static Report report() {
    Report report = new Report(List.of("a machine"));
    report.add(Figure.of(Phase.TIME, "bare passes", 16, "ms/image", Series.of(30.25, 31, 35)));
    report.add(Figure.of(Phase.MEMORY, "measurement, 64 images ÷ 16", "×", Series.of(1.0312)));
    report.note("a note");
    return report;
  }

  @Test
  void markdownHasATableForEachPhaseThatRan() {
    assertThat(report().markdown())
        .isEqualTo(
            """
            - a machine

            **Time of the full and the cropped pass of every image at one timestep**

            | | images | unit | median | min | max | values |
            |---|--:|---|--:|--:|--:|--:|
            | bare passes | 16 | ms/image | 31.00 | 30.25 | 35.00 | 3 |

            **Peak memory of the process, a JVM for each line**

            | | images | unit | median | min | max | values |
            |---|--:|---|--:|--:|--:|--:|
            | measurement, 64 images ÷ 16 |  | × | 1.031 |  |  | 1 |

            - a note
            """);
  }

  @Test
  void csvHasFullPrecision() {
    assertThat(report().csv())
        .isEqualTo(
            """
            phase,name,images,unit,median,min,max,values
            time,bare passes,16,ms/image,31.0,30.25,35.0,3
            memory,"measurement, 64 images ÷ 16",,×,1.0312,1.0312,1.0312,1
            """);
  }

  @Test
  void numbersHaveFourSignificantDigits() {
    assertThat(Report.number(0.8764)).isEqualTo("0.876");
    assertThat(Report.number(12.345)).isEqualTo("12.35");
    assertThat(Report.number(123.45)).isEqualTo("123.5");
    assertThat(Report.number(12345.6)).isEqualTo("12346");
  }
}
