package dev.plumbline.engine.measure.session;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ONNX Runtime's CUDA provider: its settings, whether it can be had, and if not, why. */
final class Cuda {

  private static final Pattern LOADING = Pattern.compile("with error: (.*)");
  private static final Pattern CODE = Pattern.compile("^Error code - \\w+ - message: ");
  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("(lib[\\w.+-]+\\.so[.\\d]*): cannot open shared object file");

  private Cuda() {}

  /** Returns whether this ONNX Runtime is the build with CUDA; that alone does not make a GPU. */
  static boolean isBuilt() {
    OnnxRuntime.environment(); // before anything else is asked
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  /** Sets a session up to run on a GPU. */
  static void add(SessionOptions session, int gpu) throws OrtException {
    session.setDeterministicCompute(true);
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
      // a search by timing would choose other algorithms in every run
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      // products of 10 bits of mantissa, ten times what figures may differ by
      cuda.add("use_tf32", "0");
      session.addCUDA(cuda);
    }
  }

  /**
   * Computes a sum on a GPU. That the provider can be added does not say that there is a driver, or
   * that there is a GPU of that number.
   *
   * @throws OrtException if it cannot be done
   */
  static void tryOut(OrtEnvironment environment, int gpu) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
      add(options, gpu);
      try (OrtSession session = environment.createSession(sum(), options);
          OnnxTensor one = OnnxTensor.createTensor(environment, new float[] {1});
          OrtSession.Result result = session.run(Map.of("x", one))) {
        result.get(0).getValue();
      }
    }
  }

  private static byte[] sum() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .setGraph(
            GraphProto.newBuilder()
                .setName("sum")
                .addInput(number("x"))
                .addOutput(number("y"))
                .addNode(
                    NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("x")
                        .addInput("x")
                        .addOutput("y")))
        .build()
        .toByteArray();
  }

  private static ValueInfoProto number(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT.getNumber())
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1)))))
        .build();
  }

  /** Returns what ONNX Runtime said, without where in its sources it said so. */
  static String cause(OrtException e) {
    String line = Sessions.firstLine(e);
    Matcher loading = LOADING.matcher(line);
    return loading.find() ? loading.group(1) : CODE.matcher(line).replaceFirst("");
  }

  /** Returns what to do about it. */
  static String remedy(OrtException e) {
    if (!isBuilt()) {
      return "this ONNX Runtime is the build for the CPU; run Maven with -Pcuda for the one with"
          + " CUDA";
    }
    Matcher library = MISSING_LIBRARY.matcher(Sessions.firstLine(e));
    if (library.find()) {
      return "install CUDA 12 and cuDNN 9, which ONNX Runtime "
          + OnnxRuntime.environment().getVersion()
          + " needs, so that "
          + library.group(1)
          + " is found (LD_LIBRARY_PATH names its folder)";
    }
    return "nvidia-smi says whether the driver works, and which GPUs there are";
  }
}
