package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages as they may be shown. */
class SafeNamesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://me:secret@host/x.onnx|https://…@host/x.onnx",
        "a=https://secret@host/x,b=/y@z|a=https://…@host/x,b=/y@z",
        "at https://host/x?token=secret&a=b, and on|at https://host/x?…, and on",
        "hf://org/name@main/unet|hf://org/name@main/unet",
        "https://host/x.onnx#sha256=00|https://host/x.onnx#sha256=00",
        "why? because|why? because",
        "a\u001b[31m|a\\u001B[31m"
      })
  void secretsInUrlsAreNotShown(String message, String shown) {
    assertThat(SafeNames.message(message)).isEqualTo(shown);
  }
}
