package dev.tidewire.server.scaleout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for {@code localhost} that only the clients of a test trust. */
final class EdgeCertificate {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "edge";

  private final Path certificate;
  private final Path key;
  private final Path both;
  private final SSLContext trust;

  private EdgeCertificate(Path certificate, Path key, Path both, SSLContext trust) {
    this.certificate = certificate;
    this.key = key;
    this.both = both;
    this.trust = trust;
  }

  /** Makes one, as PEM files in this folder. */
  static EdgeCertificate create(Path folder) throws Exception {
    KeyStore store = generate(folder.resolve("edge.p12"));
    String certificate = pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
    String key = pem("PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    return new EdgeCertificate(
        Files.writeString(folder.resolve("edge.crt"), certificate),
        Files.writeString(folder.resolve("edge.key"), key),
        Files.writeString(folder.resolve("edge.pem"), certificate + key),
        trust(store));
  }

  Path certificate() {
    return certificate;
  }

  Path key() {
    return key;
  }

  /** Certificate and key in one file. */
  Path both() {
    return both;
  }

  /** For clients that trust nobody else. */
  SSLContext trust() {
    return trust;
  }

  private static KeyStore generate(Path file) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-validity",
            "2",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString());
    Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (made.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static SSLContext trust(KeyStore store) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
  }
}
