package dev.tidewire.deploy;

/** Writes the chart's README from the comments of its values. */
final class ChartReadme {
  private static final String HEAD =
      """
      # The Tidewire chart

      <!-- Generated from values.yaml: mvn -pl server,deploy test -Dtidewire.update=true -->

      Three pods and a Redis that forgets, to try things with:

      ```sh
      kubectl create namespace live
      kubectl -n live create secret generic tidewire \\
        --from-literal=secret="$(openssl rand -base64 48)" --from-literal=api-key="$(openssl rand -base64 48)"
      helm -n live install tidewire deploy/helm/tidewire -f deploy/helm/tidewire/examples/quickstart.yaml
      ```

      What Helm prints then leads to the first message. `examples/` holds values for production, for one server alone and for each
      gateway and ingress controller; each says which of its time limits matter. Kubernetes 1.30 or later.

      The chart refuses what would go wrong later: a grace period in which a drain does not end, several pods without a Redis, a
      password in a ConfigMap, two autoscalers, a missing secret, values and settings that do not exist.

      - **The public service is for clients, the internal one for back ends, Prometheus and probes.** Routes lead to the first only.
      - **No sticky sessions**: a client resumes on whichever pod it lands.
      - **An upgrade** adds a pod, waits until it is ready, and takes one away, again and again; each has `drainSeconds` to send its clients to the others.
        The default of 60 s, a preStop of 5 s and a grace period of 90 s fit together; the chart checks other figures.
      - **A change of `config`** replaces the pods. A change in a secret does not: `kubectl rollout restart deployment/tidewire`.
      - **The image** runs `tidewire serve` as user 65532 on a read-only file system; `/tmp` is writable.

      ## Values

      | value | default | |
      |---|---|---|
      """;

  private ChartReadme() {}

  static String of(String values) {
    StringBuilder text = new StringBuilder(HEAD);
    for (ValueComments.Value value : ValueComments.of(values)) {
      String shown = value.text().isEmpty() ? "see values.yaml" : "`" + value.text() + "`";
      text.append("| `%s` | %s | %s |\n".formatted(value.path(), shown, value.comment()));
    }
    return text.toString();
  }
}
