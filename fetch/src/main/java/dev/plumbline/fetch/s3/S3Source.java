package dev.plumbline.fetch.s3;

import dev.plumbline.fetch.transfer.Checks;
import dev.plumbline.fetch.transfer.Opened;
import dev.plumbline.fetch.transfer.Source;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** An object. What is known of its content, the store keeps beside it. */
final class S3Source implements Source {

  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/\\d{1,18}");
  private static final Pattern MD5 = Pattern.compile("\"?([0-9a-f]{32})\"?");
  private static final int CHANGED = 412;
  private static final int UNKNOWN = 501;

  private final S3Objects objects;
  private final String key;
  private final Optional<String> listed;

  S3Source(S3Objects objects, String key) {
    this(objects, key, Optional.empty());
  }

  /**
   * Makes it; nothing is asked yet.
   *
   * @param listed what its content was called where it was listed; no other is taken for it
   */
  S3Source(S3Objects objects, String key, Optional<String> listed) {
    this.objects = objects;
    this.key = key;
    this.listed = listed;
  }

  @Override
  public Opened open(long offset, String validator) throws IOException {
    try {
      HeadObjectResponse head = head();
      boolean isContinued = offset > 0 && validator.equals(head.eTag());
      GetObjectRequest.Builder request =
          GetObjectRequest.builder().bucket(objects.bucket()).key(key);
      listed.or(() -> Optional.ofNullable(head.eTag())).ifPresent(request::ifMatch);
      if (isContinued) {
        request.range("bytes=" + offset + "-");
      }
      ResponseInputStream<GetObjectResponse> body = objects.client().getObject(request.build());
      return new Opened(
          new Aborted(body),
          isContinued ? from(body.response()) : 0,
          head.contentLength() == null
              ? OptionalLong.empty()
              : OptionalLong.of(head.contentLength()),
          Optional.ofNullable(head.eTag()).orElse(""),
          checks(head));
    } catch (SdkException e) {
      throw objects.refusal(e);
    }
  }

  /** Stores that know nothing of checksums refuse to be asked for them. */
  private HeadObjectResponse head() {
    try {
      return objects
          .client()
          .headObject(
              head -> head.bucket(objects.bucket()).key(key).checksumMode(ChecksumMode.ENABLED));
    } catch (S3Exception e) {
      if (e.statusCode() != UNKNOWN) {
        throw e;
      }
      return objects.client().headObject(head -> head.bucket(objects.bucket()).key(key));
    }
  }

  private static long from(GetObjectResponse answer) {
    Matcher range = RANGE.matcher(String.valueOf(answer.contentRange()));
    return range.matches() ? Long.parseLong(range.group(1)) : 0;
  }

  private static Checks checks(HeadObjectResponse head) {
    Map<Checks.Kind, String> said = new EnumMap<>(Checks.Kind.class);
    boolean isOfParts = head.checksumType() == ChecksumType.COMPOSITE;
    if (!isOfParts) {
      add(Checks.Kind.SHA256, head.checksumSHA256(), 32, said);
      add(Checks.Kind.CRC64NVME, head.checksumCRC64NVME(), 8, said);
      add(Checks.Kind.CRC32C, head.checksumCRC32C(), 4, said);
      add(Checks.Kind.CRC32, head.checksumCRC32(), 4, said);
    }
    Matcher md5 = MD5.matcher(String.valueOf(head.eTag()));
    ServerSideEncryption encrypted = head.serverSideEncryption();
    boolean isPlain =
        (encrypted == null || encrypted == ServerSideEncryption.AES256)
            && head.sseCustomerAlgorithm() == null;
    if (md5.matches() && isPlain) {
      said.put(Checks.Kind.MD5, md5.group(1));
    }
    return new Checks(said);
  }

  private static void add(
      Checks.Kind kind, String base64, int bytes, Map<Checks.Kind, String> said) {
    if (base64 == null || base64.contains("-")) { // a hash of the hashes of parts
      return;
    }
    try {
      byte[] sum = Base64.getDecoder().decode(base64);
      if (sum.length == bytes) {
        said.put(kind, HexFormat.of().formatHex(sum));
      }
    } catch (IllegalArgumentException e) {
      return; // says nothing
    }
  }

  @Override
  public boolean isStill(String validator) throws IOException {
    try {
      return validator.equals(head().eTag());
    } catch (S3Exception e) {
      if (e.statusCode() == CHANGED) {
        return false;
      }
      throw objects.refusal(e);
    } catch (SdkException e) {
      throw objects.refusal(e);
    }
  }

  /** A body whose rest is not waited for. */
  private static final class Aborted extends FilterInputStream {

    private final ResponseInputStream<GetObjectResponse> body;

    Aborted(ResponseInputStream<GetObjectResponse> body) {
      super(body);
      this.body = body;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (SdkException e) {
        throw new IOException("the connection broke", e);
      }
    }

    @Override
    public void close() {
      body.abort();
    }
  }
}
