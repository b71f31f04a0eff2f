package dev.plumbline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.Device;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceListTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "auto; auto",
        "CPU; cpu",
        "cuda; cuda:0",
        "cuda:11; cuda:11",
        "cuda:2,cuda; cuda:2,cuda:0",
        "cuda:0-3; cuda:0,cuda:1,cuda:2,cuda:3",
        "cuda:0-1, cuda:7; cuda:0,cuda:1,cuda:7",
        "cpu*1; cpu",
        "cpu*3; cpu*3",
      })
  void devicesAreReadAndWrittenAlike(String text, String devices) {
    assertThat(Device.list(DeviceList.parse(text))).isEqualTo(devices);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "gpu; gpu is no device: expected auto, cpu, cuda or cuda:n",
        "cuda:; cuda: is no device",
        "cuda:3-1; cuda:3-1 is no device",
        "cuda:-1; cuda:-1 is no device",
        "cuda:123; cuda:123 is no device",
        "cpu*0; cpu*0 is no device",
        "cpu:1; cpu:1 is no device",
        "cuda:0,; expected auto, cpu",
        "cuda,cuda:0; cuda:0 is named twice",
        "cuda:0-2,cuda:1; cuda:1 is named twice",
        "cpu,cpu; cpu is named twice: several sessions on the CPU are cpu*2",
        "auto,cuda:1; auto chooses one device by itself: give it alone",
        "cpu,cuda; give devices of one kind",
      })
  void whatIsWrongIsSaid(String text, String message) {
    assertThatThrownBy(() -> DeviceList.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
