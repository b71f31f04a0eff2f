package dev.plumbline.fetch.s3;

import dev.plumbline.fetch.place.Place;
import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import dev.plumbline.fetch.transfer.Checks;
import dev.plumbline.fetch.transfer.RemoteFile;
import dev.plumbline.fetch.web.Urls;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of a bucket. */
final class S3Objects implements Closeable {

  private static final String ENDPOINT = "AWS_ENDPOINT_URL";
  private static final String S3_ENDPOINT = "AWS_ENDPOINT_URL_S3";

  private final S3Client client;
  private final String bucket;
  private final String shown;
  private final String endpoint;

  private S3Objects(S3Client client, String bucket, String shown, String endpoint) {
    this.client = client;
    this.bucket = bucket;
    this.shown = shown;
    this.endpoint = endpoint;
  }

  static S3Objects of(
      String shown, String bucket, Optional<String> given, UnaryOperator<String> environment)
      throws FetchException {
    Optional<String> endpoint =
        given
            .or(() -> Optional.ofNullable(environment.apply(S3_ENDPOINT)))
            .or(() -> Optional.ofNullable(environment.apply(ENDPOINT)))
            .map(String::strip)
            .filter(text -> !text.isEmpty());
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .region(region());
    if (endpoint.isPresent()) {
      URI uri = Urls.given(endpoint.get(), "The endpoint of s3://");
      builder.endpointOverride(uri).forcePathStyle(true);
    } else {
      builder.crossRegionAccessEnabled(true);
    }
    return new S3Objects(builder.build(), bucket, shown, endpoint.orElse("aws"));
  }

  private static Region region() {
    try {
      return new AwsRegionProviderChain(
              new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
          .getRegion();
    } catch (SdkClientException e) { // none is said, and buckets are found from any
      return Region.US_EAST_1;
    }
  }

  String shown() {
    return shown;
  }

  S3Client client() {
    return client;
  }

  String bucket() {
    return bucket;
  }

  /** Returns what a key depends on. */
  String key(String key) {
    return "s3 " + endpoint + " " + bucket + " " + key;
  }

  /** Returns one object. What it is now is found out when it is opened. */
  RemoteFile file(String key) {
    return new RemoteFile(
        key.substring(key.lastIndexOf('/') + 1),
        shown,
        key(key),
        false,
        OptionalLong.empty(),
        Checks.NONE,
        new S3Source(this, key));
  }

  /** Returns all objects below a prefix, by their names behind it. */
  Map<String, RemoteFile> below(String prefix) throws FetchException {
    Map<String, RemoteFile> files = new TreeMap<>();
    try {
      String token = null;
      do {
        ListObjectsV2Response page =
            client.listObjectsV2(
                ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .continuationToken(token)
                    .build());
        page.contents().forEach(object -> add(object, prefix, files));
        if (files.size() > Place.MOST_FILES) {
          throw new FetchException(
              shown + " has more than " + Place.MOST_FILES + " objects. Name a longer prefix.");
        }
        String next = page.nextContinuationToken();
        if (next != null && next.equals(token)) {
          throw new FetchException(shown + " is listed without end. Check the endpoint.");
        }
        token = Boolean.TRUE.equals(page.isTruncated()) ? next : null;
      } while (token != null);
    } catch (SdkException e) {
      throw refusal(e);
    }
    return files;
  }

  private void add(S3Object object, String prefix, Map<String, RemoteFile> files) {
    if (!object.key().startsWith(prefix) || object.key().endsWith("/")) {
      return;
    }
    String name = object.key().substring(prefix.length());
    files.put(
        name,
        new RemoteFile(
            name,
            shown + ": " + SafePath.shown(name),
            key(object.key()) + " " + object.eTag() + " " + object.size(),
            true,
            object.size() == null ? OptionalLong.empty() : OptionalLong.of(object.size()),
            Checks.NONE,
            new S3Source(this, object.key(), Optional.ofNullable(object.eTag()))));
  }

  /** Says for people why a bucket does not give something. The SDK's own words stay out. */
  FetchException refusal(SdkException e) {
    if (e instanceof S3Exception answered) {
      String remedy =
          switch (answered.statusCode()) {
            case 401, 403 ->
                " Set credentials that may read it (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
                    + " AWS_PROFILE).";
            case 404 -> " Check the bucket and the key.";
            case 301 -> " Set AWS_REGION to the bucket's.";
            case 412 -> " It was changed while it was fetched: try again.";
            default -> " Try again later.";
          };
      return new FetchException(
          String.format("%s is not given (%d).%s", shown, answered.statusCode(), remedy), e);
    }
    boolean isUnsigned = String.valueOf(e.getMessage()).contains("credentials");
    return new FetchException(
        shown
            + (isUnsigned
                ? " needs credentials, and there are none: set AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
                : " cannot be asked for: "
                    + endpoint
                    + " does not answer. Check the endpoint and the network;"
                    + " audit.offline=true takes what was fetched before."),
        e);
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
