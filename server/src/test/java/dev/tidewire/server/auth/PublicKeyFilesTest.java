package dev.tidewire.server.auth;

import static dev.tidewire.server.auth.TestKeys.EC;
import static dev.tidewire.server.auth.TestKeys.ED;
import static dev.tidewire.server.auth.TestKeys.RSA;
import static dev.tidewire.server.auth.TestKeys.jwk;
import static dev.tidewire.server.auth.TestKeys.jwks;
import static dev.tidewire.server.auth.TestKeys.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PublicKeyFilesTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("keys"), text);
  }

  private List<TokenAlgorithm> algorithms(String text) throws IOException {
    return PublicKeyFiles.read(file(text)).stream().map(VerificationKey::algorithm).toList();
  }

  @Test
  void readsEveryKeyOfAPemFile() throws IOException {
    String text =
        "The key of 2026:\n"
            + pem(RSA.getPublic())
            + "\n"
            + pem(EC.getPublic())
            + pem(ED.getPublic());

    assertThat(algorithms(text))
        .containsExactly(TokenAlgorithm.RS256, TokenAlgorithm.ES256, TokenAlgorithm.EDDSA);
  }

  @Test
  void readsASetAndPassesOverWhatIsForSomethingElse() throws IOException {
    String set =
        jwks(
            jwk(RSA, "kid", "a", "alg", "PS256", "x5c", "nonsense"),
            jwk(RSA, "use", "enc"),
            jwk(RSA, "alg", "RS512"),
            jwk(RSA, "alg", "RSA-OAEP"),
            jwk(EC, "alg", "RS256"),
            "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}",
            "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}",
            "{\"kty\":\"later\"}",
            jwk(EC).replace("}", ",\"key_ops\":[\"encrypt\"]}"),
            jwk(EC, "kid", "b").replace("}", ",\"key_ops\":[\"verify\"]}"));

    assertThat(PublicKeyFiles.read(file(set)))
        .extracting(VerificationKey::id, VerificationKey::algorithm)
        .containsExactly(tuple("a", TokenAlgorithm.PS256), tuple("b", TokenAlgorithm.ES256));
  }

  static Stream<Arguments> wrong() {
    String rsa = pem(RSA.getPublic());
    return Stream.of(
        arguments("", "It holds no key: one begins with -----BEGIN PUBLIC KEY-----"),
        arguments("hello", "It holds no key: one begins with -----BEGIN PUBLIC KEY-----"),
        arguments(pem(RSA.getPrivate()), "It holds a private key, which only the issuer"),
        arguments(rsa + pem(EC.getPrivate()), "It holds a private key, which only the issuer"),
        arguments(pem("RSA PRIVATE KEY", new byte[9]), "It holds a private key"),
        arguments(pem("ENCRYPTED PRIVATE KEY", new byte[9]), "It holds a private key"),
        arguments(pem("CERTIFICATE", new byte[9]), "openssl x509 -pubkey -noout."),
        arguments(pem("RSA PUBLIC KEY", new byte[9]), "openssl rsa -RSAPublicKey_in -pubout."),
        arguments(pem("PUBLIC KEY", new byte[9]), "A key in it is damaged, or not RSA, EC"),
        arguments(rsa + rsa.substring(0, 200), "A key in it is damaged or cut off."),
        arguments(
            pem(TestKeys.rsa(2047).getPublic()),
            "An RSA key has 2048 to 8192 bits; this one has 2047."),
        arguments(
            pem(TestKeys.pair("Ed448").getPublic()),
            "A key in it is damaged, or not RSA, EC on P-256, P-384 or P-521, or Ed25519."),
        arguments(
            pem(TestKeys.pair("X25519").getPublic()),
            "A key in it is damaged, or not RSA, EC on P-256, P-384 or P-521, or Ed25519."),
        arguments("{", "It is no JWKS: it is not valid JSON."),
        arguments("{}", "It is no JWKS: a list \"keys\" is expected in an object."),
        arguments("{\"keys\":{}}", "It is no JWKS: a list \"keys\" is expected in an object."),
        arguments("{\"keys\":[],\"keys\":[]}", "It is no JWKS: it is not valid JSON."),
        arguments(jwks(), "It is a JWKS without a key that tokens are signed with."),
        arguments(jwks(jwk(RSA, "use", "enc")), "It is a JWKS without a key that tokens"),
        arguments(
            jwks(jwk(EC), jwk(EC, "d", "AAAA")),
            "Key 2 of the set: it is a private key, which only the issuer of tokens may have."),
        arguments(
            jwks("{\"kty\":\"oct\",\"k\":\"AAAA\"}"), "Key 1 of the set: it is a shared secret"),
        arguments(
            jwks(jwk(TestKeys.rsa(1024))),
            "Key 1 of the set: An RSA key has 2048 to 8192 bits; this one has 1024."),
        arguments(
            jwks("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}"),
            "Key 1 of the set: it is damaged."),
        arguments(jwks("{\"kty\":\"RSA\"}"), "Key 1 of the set: it is damaged."),
        arguments(
            jwks(jwk(EC, "kid", "k".repeat(256))), "kid, its name, is a text of at most 255"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void saysWhatIsWrongWithAFile(String text, String sentence) throws IOException {
    Path file = file(text);
    String secret = Base64.getEncoder().encodeToString(RSA.getPrivate().getEncoded());

    assertThatThrownBy(() -> PublicKeyFiles.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " cannot be used. ")
        .hasMessageContaining(sentence)
        .message()
        .endsWith(".")
        .doesNotContain(secret.substring(100, 120));
  }

  @Test
  void readsAHundredKeysAndNotOneMore() throws IOException {
    String key = jwk(ED);

    assertThat(algorithms(jwks(Collections.nCopies(100, key).toArray(String[]::new)))).hasSize(100);
    assertThatThrownBy(() -> algorithms(jwks(Collections.nCopies(101, key).toArray(String[]::new))))
        .hasMessageContaining("A JWKS has at most 100 keys; this one has 101.");
    assertThat(algorithms(pem(ED.getPublic()).repeat(100))).hasSize(100);
    assertThatThrownBy(() -> algorithms(pem(ED.getPublic()).repeat(101)))
        .hasMessageContaining("more than 100 keys");
  }

  @Test
  void readsAMebibyteAndNotOneByteMore() throws IOException {
    String key = pem(ED.getPublic());
    String padding = " ".repeat(PublicKeyFiles.MAX_BYTES - key.length());

    assertThat(algorithms(padding + key)).hasSize(1);
    assertThatThrownBy(() -> algorithms(padding + key + " "))
        .hasMessageContaining("has more than 1048576 bytes.");
  }

  @Test
  void saysThatAFileIsNotThere() {
    Path none = folder.resolve("none");

    assertThatThrownBy(() -> PublicKeyFiles.read(none)).hasMessage(none + " does not exist.");
    assertThatThrownBy(() -> PublicKeyFiles.read(folder)).isInstanceOf(IOException.class);
  }

  @Test
  void readsAPrivateKeyToSignWith() throws IOException {
    assertThat(PrivateSigningKey.read(file(pem(EC.getPrivate()))).algorithm())
        .isEqualTo(TokenAlgorithm.ES256);
    for (String wrong : List.of("", pem(EC.getPublic()), pem("EC PRIVATE KEY", new byte[9]))) {
      Path file = file(wrong);
      assertThatThrownBy(() -> PrivateSigningKey.read(file))
          .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt.");
    }
  }
}
