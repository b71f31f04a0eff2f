package dev.plumbline.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.plumbline.api.AuditParameters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Inputs of which one thing is not what it should be. */
final class InputKinds {

  private static final String ZIPPED = ".gz";

  /** They would write where the run may not, or are what the run is about. */
  private static final Set<String> LEFT_ALONE =
      Set.of(
          AuditParameters.CHECKPOINT,
          AuditParameters.REPORT_DIR,
          AuditParameters.DUMP,
          AuditParameters.ENCODE,
          AuditParameters.SPILL_DIR,
          AuditParameters.SUGGEST,
          AuditParameters.BASE_DIR,
          AuditParameters.DEVICE);

  private InputKinds() {}

  /** Damages a file's bytes. */
  static Edit bytes(String file, String parameter) {
    return (place, random) -> {
      Path copy = place.copy(place.materials().file(file), file);
      Files.write(copy, Bytes.damage(Files.readAllBytes(copy), random));
      return Map.of(parameter, copy.toString());
    };
  }

  /** Damages a file's bytes, or the words of its head. */
  static Edit headed(String file, String parameter) {
    return (place, random) -> {
      Path copy = place.copy(place.materials().file(file), file);
      byte[] bytes = Files.readAllBytes(copy);
      Files.write(
          copy, random.nextBoolean() ? Bytes.damage(bytes, random) : withHead(bytes, random));
      return Map.of(parameter, copy.toString());
    };
  }

  /** The head is JSON, after its length in eight bytes. */
  private static byte[] withHead(byte[] bytes, Random random) throws IOException {
    int length = (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8);
    byte[] head = Text.damage(Arrays.copyOfRange(bytes, 8, 8 + length), random);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < 8; i++) {
      file.write(i < 4 ? head.length >> (8 * i) : 0);
    }
    file.write(head);
    file.write(bytes, 8 + length, bytes.length - 8 - length);
    return file.toByteArray();
  }

  static Edit text(String file, String parameter) {
    return (place, random) -> {
      Path copy = place.copy(place.materials().file(file), file);
      Files.write(copy, Text.damage(Files.readAllBytes(copy), random));
      Map<String, String> parameters = new HashMap<>();
      parameters.put(AuditParameters.BOUNDS, place.materials().file(Materials.BOUNDS).toString());
      parameters.put(parameter, copy.toString());
      return parameters;
    };
  }

  /** Damages one of the files of the baseline of one checkpoint. */
  static Edit baseline(String ending) {
    return (place, random) -> {
      Path copy = place.copy(place.materials().file(Materials.BASELINE), Materials.BASELINE);
      Path file = copy.resolve(Materials.HOSTILE + ending);
      byte[] bytes = Files.readAllBytes(file);
      boolean isInside = ending.endsWith(ZIPPED) && random.nextInt(4) > 0;
      Files.write(
          file,
          isInside ? zipped(Text.damage(unzipped(bytes), random)) : Text.damage(bytes, random));
      return Map.of(AuditParameters.BASELINE, copy.toString());
    };
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static Map<String, String> encoding(Workplace place) {
    return Map.of(
        AuditParameters.CHECKPOINT,
        place.materials().bundled().resolve("reference-unet").toString(),
        AuditParameters.IMAGES,
        place.folder().resolve(Materials.PICTURES).toString(),
        AuditParameters.ENCODE,
        place.reports().resolve("encoded").toString());
  }

  static Map<String, String> pictures(Workplace place, Random random) throws IOException {
    Path copy = place.copy(place.materials().file(Materials.PICTURES), Materials.PICTURES);
    Path scene = copy.resolve(Materials.SCENES.get(random.nextInt(2)));
    Path picture;
    try (var files = Files.list(scene)) {
      picture = files.findFirst().orElseThrow();
    }
    Files.write(picture, Bytes.damage(Files.readAllBytes(picture), random));
    return encoding(place);
  }

  /** Puts something beside the pictures that is none. */
  static Map<String, String> folders(Workplace place, Random random) throws IOException {
    Path copy = place.copy(place.materials().file(Materials.PICTURES), Materials.PICTURES);
    Path scene = copy.resolve(Materials.SCENES.get(random.nextInt(Materials.SCENES.size())));
    Path where = random.nextBoolean() ? copy : scene;
    switch (random.nextInt(8)) {
      case 0 -> Files.createSymbolicLink(where.resolve("again"), copy);
      case 1 -> Files.createSymbolicLink(where.resolve("gone.jpg"), Path.of("nothing"));
      case 2 -> Files.createDirectory(where.resolve("folder.png"));
      case 3 -> Files.write(where.resolve("empty.jpg"), new byte[0]);
      case 4 -> Files.writeString(where.resolve("page.png"), Text.strange(random), UTF_8);
      case 5 -> Files.createSymbolicLink(where.resolve("zero.png"), Path.of("/dev/zero"));
      case 6 ->
          Files.writeString(
              Files.createDirectory(where.resolve("@eaDir")).resolve("thumb.jpg"), "none");
      default -> {
        Path deep = where;
        for (int i = 0; i < 60; i++) {
          deep = Files.createDirectory(deep.resolve("deep" + i));
        }
      }
    }
    return encoding(place);
  }

  static Map<String, String> parameters(Workplace place, Random random) throws IOException {
    List<String> names = new ArrayList<>();
    for (Field field : AuditParameters.class.getFields()) {
      if (field.getType() == String.class) {
        names.add(name(field));
      }
    }
    names.removeIf(name -> name.endsWith(".") || LEFT_ALONE.contains(name));
    Map<String, String> parameters = new HashMap<>();
    int some = 1 + random.nextInt(2);
    for (int i = 0; i < some; i++) {
      parameters.put(names.get(random.nextInt(names.size())), Text.strange(random));
    }
    return parameters;
  }

  private static String name(Field field) {
    try {
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("A constant of an interface for users is public", e);
    }
  }
}
