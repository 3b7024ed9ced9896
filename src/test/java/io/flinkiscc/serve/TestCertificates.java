package io.flinkiscc.serve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Authorities and the certificates they sign, made with the keytool of the JDK, in PEM files. */
final class TestCertificates {

  private static final String PASSWORD = "changeit";

  private final Path directory;

  TestCertificates(Path directory) {
    this.directory = directory;
  }

  /** Makes an authority. */
  void authority(String name) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "bc:c",
        "-keystore",
        store(name));
    keytool("-exportcert", "-rfc", "-alias", name, "-keystore", store(name), "-file", pem(name));
  }

  /** Makes a certificate for this machine that an authority signs, and its key. */
  void signed(String name, String authority) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-keystore",
        store(name));
    String request = directory.resolve(name + ".csr").toString();
    keytool("-certreq", "-alias", name, "-keystore", store(name), "-file", request);
    keytool(
        "-gencert",
        "-rfc",
        "-alias",
        authority,
        "-keystore",
        store(authority),
        "-infile",
        request,
        "-outfile",
        pem(name),
        "-ext",
        "san=dns:localhost,ip:127.0.0.1");
    Files.writeString(Path.of(key(name)), pemKey(name));
  }

  /** The file of a certificate. */
  String pem(String name) {
    return directory.resolve(name + ".pem").toString();
  }

  /** The file of a key. */
  String key(String name) {
    return directory.resolve(name + ".key").toString();
  }

  private String store(String name) {
    return directory.resolve(name + ".p12").toString();
  }

  private String pemKey(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(store(name)))) {
      store.load(in, PASSWORD.toCharArray());
    }
    byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    Path output = directory.resolve("keytool.log");
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
      throw new IllegalStateException(command + ": " + Files.readString(output));
    }
  }
}
