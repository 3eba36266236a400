package dev.tidewire.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says what is wrong with a Kubernetes object: members that are missing, unknown or of a wrong
 * type. Kubernetes' own kinds are judged by its client's types, custom ones by the schemas of their
 * definitions, made strict: an API server drops what a definition does not know, silently.
 */
final class Schemas {
  /** Judges JSON, or throws. */
  private interface Judge {
    void validate(JsonElement json) throws IOException;
  }

  private static final Map<String, Judge> OWN =
      Map.of(
          "v1/ConfigMap", V1ConfigMap::validateJsonElement,
          "v1/Pod", V1Pod::validateJsonElement,
          "v1/Service", V1Service::validateJsonElement,
          "v1/ServiceAccount", V1ServiceAccount::validateJsonElement,
          "apps/v1/Deployment", V1Deployment::validateJsonElement,
          "networking.k8s.io/v1/Ingress", V1Ingress::validateJsonElement,
          "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement,
          "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "autoscaling/v2/HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement);

  /** Google's definitions come with its clusters and are published nowhere that a build reaches. */
  private static final Set<String> UNCHECKED =
      Set.of("networking.gke.io/v1/GCPBackendPolicy", "networking.gke.io/v1/HealthCheckPolicy");

  private static final Gson GSON = new Gson();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private Schemas() {}

  /** What is wrong with an object; empty when nothing is. */
  static List<String> problems(Map<String, Object> object) {
    String kind = object.get("apiVersion") + "/" + object.get("kind");
    if (UNCHECKED.contains(kind)) {
      return List.of();
    }
    JsonElement json = GSON.toJsonTree(object);
    Judge judge = OWN.get(kind);
    return judge == null ? problemsOfCustom(kind, json) : problemsOfOwn(judge, json);
  }

  private static List<String> problemsOfOwn(Judge judge, JsonElement json) {
    try {
      judge.validate(json);
      return List.of();
    } catch (IOException | RuntimeException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> problemsOfCustom(String kind, JsonElement json) {
    String resource = "/crds/" + kind.replace('/', '_') + ".json";
    try (var stream = Schemas.class.getResourceAsStream(resource)) {
      if (stream == null) {
        return List.of("Nobody knows the kind " + kind);
      }
      JsonElement schema = JsonParser.parseString(new String(stream.readAllBytes(), UTF_8));
      List<String> problems = new ArrayList<>();
      REGISTRY
          .getSchema(strict(schema).toString())
          .validate(json.toString(), InputFormat.JSON)
          .forEach(error -> problems.add(error.toString()));
      return problems;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The schema, with unknown members forbidden wherever it lists the known ones. */
  private static JsonElement strict(JsonElement schema) {
    if (schema instanceof JsonArray array) {
      JsonArray result = new JsonArray();
      array.forEach(each -> result.add(strict(each)));
      return result;
    }
    if (!(schema instanceof JsonObject object)) {
      return schema;
    }
    JsonObject result = new JsonObject();
    object.entrySet().stream()
        .filter(entry -> !entry.getKey().startsWith("x-kubernetes-"))
        .forEach(entry -> result.add(entry.getKey(), strict(entry.getValue())));
    boolean lists = object.get("properties") instanceof JsonObject && isType(object);
    if (lists
        && !object.has("additionalProperties")
        && !object.has("x-kubernetes-preserve-unknown-fields")) {
      result.addProperty("additionalProperties", false);
    }
    if (object.has("x-kubernetes-int-or-string")) {
      result.remove("anyOf");
    }
    return result;
  }

  /** A schema of an object, and not a map of properties that has one called {@code properties}. */
  private static boolean isType(JsonObject object) {
    return object.get("type") != null && object.get("type").isJsonPrimitive();
  }
}
