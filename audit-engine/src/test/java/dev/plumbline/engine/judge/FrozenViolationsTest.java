package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenViolationsTest {

  private static final String HEADER =
      "checkpoint,audit,metric,layer,timestep,side,value,tolerance\n";

  private static FrozenViolations read(String text) {
    return FrozenViolations.read(new StringReader(text), "f.csv", false);
  }

  @Test
  void whatIsReadIsWrittenAgain() {
    String rows = "tiny,Some.audit,m.one,conv_in,50,above,0.5,0.25\n";

    assertThat(read(HEADER + "# why\n" + rows).text()).isEqualTo(HEADER + rows);
    assertThat(read("\uFEFF" + HEADER + rows).text()).isEqualTo(HEADER + rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tiny,A.a,m,conv_in,50,beside,1,0; side is 'beside', expected above or below",
        "tiny,A.a,m,conv_in,soon,above,1,0; timestep is 'soon', expected a number",
        "tiny,A.a,m,conv_in,50,above,1,-1; tolerance is -1.0, expected 0 or more",
      })
  void aRowThatCannotBeReadIsNamed(String row, String problem) {
    assertThatThrownBy(() -> read(HEADER + "tiny,A.a,m,conv_in,50,above,1,0\n" + row + "\n"))
        .isInstanceOf(UserError.class)
        .hasMessage("f.csv:3: " + problem + "; correct it");
  }

  @Test
  void aHeaderThatLacksColumnsIsRefused() {
    assertThatThrownBy(() -> read("checkpoint,audit,metric,layer,timestep,side\n"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "f.csv: the header lacks the columns value, tolerance; frozen violations begin with"
                + " the line "
                + HEADER.strip());
  }

  @Test
  void aSecondRowForTheSameViolationIsNamed() {
    String row = "sd,N.audit,norm.max,mid_block.resnets[0],50,above,%s,0.1\n";

    assertThatThrownBy(() -> read(HEADER + row.formatted("1") + row.formatted("9")))
        .isInstanceOf(UserError.class)
        .hasMessage("f.csv:3: a second row for the same violation; keep one");
  }
}
