package dev.plumbline.fetch.s3;

import dev.plumbline.fetch.place.Place;
import dev.plumbline.fetch.plain.Hex;
import dev.plumbline.fetch.transfer.RemoteFile;
import java.io.IOException;
import java.util.Map;

/** All objects below a prefix. If it ends with {@code unet}, the pipeline beside it is, too. */
final class S3Prefix implements Place {

  private static final String UNET = "unet";

  private final S3Objects objects;
  private final String prefix;
  private final String named;
  private Map<String, RemoteFile> files = Map.of();

  S3Prefix(S3Objects objects, String key) {
    this.objects = objects;
    boolean isUnet = key.equals(UNET) || key.endsWith("/" + UNET);
    String folder = isUnet ? key.substring(0, key.length() - UNET.length()) : key;
    this.prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    this.named = isUnet ? UNET : "";
  }

  @Override
  public String key() {
    return objects.key(prefix + named);
  }

  @Override
  public String shown() {
    return objects.shown();
  }

  @Override
  public String standsFor() throws IOException {
    files = objects.below(prefix);
    StringBuilder state = new StringBuilder();
    files.forEach((name, file) -> state.append(file.key()).append('\n'));
    return "state " + Hex.sha256(state.toString());
  }

  @Override
  public String named() {
    return named;
  }

  @Override
  public Map<String, RemoteFile> files() {
    return files;
  }
}
