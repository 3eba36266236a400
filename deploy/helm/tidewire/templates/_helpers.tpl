{{- define "tidewire.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "tidewire.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- $name := include "tidewire.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "tidewire.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tidewire.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end }}

{{- define "tidewire.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: tidewire
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "tidewire.labels" -}}
{{ include "tidewire.selectorLabels" . }}
{{ include "tidewire.commonLabels" . }}
{{- end }}

{{- define "tidewire.redis.selectorLabels" -}}
app.kubernetes.io/name: {{ include "tidewire.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: redis
{{- end }}

{{- define "tidewire.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "tidewire.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "tidewire.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{/* Whether several nodes can meet: "true" or nothing. */}}
{{- define "tidewire.hasRedis" -}}
{{- if or .Values.redis.url .Values.redis.existingSecret .Values.redis.development.enabled }}true{{ end }}
{{- end }}

{{/* Whether there can be more than one pod: "true" or nothing. */}}
{{- define "tidewire.hasSeveralPods" -}}
{{- if or .Values.autoscaling.enabled .Values.keda.enabled (gt (int .Values.replicaCount) 1) }}true{{ end }}
{{- end }}

{{/* The server's file. */}}
{{- define "tidewire.config" -}}
{{- $own := dict "port" .Values.ports.public "internal-port" .Values.ports.internal "drain" (printf "%ds" (int .Values.drainSeconds)) }}
{{- if and .Values.redis.url }}
{{- $_ := set $own "redis" .Values.redis.url }}
{{- else if .Values.redis.development.enabled }}
{{- $_ := set $own "redis" (printf "redis://%s-redis:6379" (include "tidewire.fullname" .)) }}
{{- end }}
{{- if .Values.redis.certificates.existingSecret }}
{{- $_ := set $own "redis-certificates" "/etc/tidewire/redis/ca.crt" }}
{{- end }}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $own) }}
{{- end }}

{{/* What would fail later, or silently, fails here. */}}
{{- define "tidewire.check" -}}
{{- $instead := dict "port" "ports.public" "internal-port" "ports.internal" "drain" "drainSeconds" "redis" "redis.url or redis.existingSecret" "redis-certificates" "redis.certificates" "secret" "secrets.existingSecret" "api-key" "secrets.existingSecret" }}
{{- range $key, $value := $instead }}
{{- if hasKey $.Values.config $key }}
{{- fail (printf "config.%s: set %s instead, the chart must know it." $key $value) }}
{{- end }}
{{- end }}
{{- range $key := list "host" "internal-host" "data-dir" "dev" "dev-allow-remote" }}
{{- if hasKey $.Values.config $key }}
{{- fail (printf "config.%s is not for Kubernetes: the server listens on all of a pod's addresses, keeps nothing on a disk, and is not in development." $key) }}
{{- end }}
{{- end }}
{{- if not .Values.secrets.existingSecret }}
{{- fail (printf "secrets.existingSecret is missing. The chart makes no secrets; make one and name it:\n\n  kubectl create secret generic tidewire --namespace %s --from-literal=%s=\"$(openssl rand -base64 48)\" --from-literal=%s=\"$(openssl rand -base64 48)\"\n  helm ... --set secrets.existingSecret=tidewire\n" .Release.Namespace .Values.secrets.tokenSecretKey .Values.secrets.apiKeyKey) }}
{{- end }}
{{- $needed := add (int .Values.preStopSeconds) (int .Values.drainSeconds) 5 }}
{{- if lt (int .Values.terminationGracePeriodSeconds) (int $needed) }}
{{- fail (printf "terminationGracePeriodSeconds is %d, and pods would be killed while clients are still leaving: preStopSeconds (%d) + drainSeconds (%d) + 5 to close the store make %d." (int .Values.terminationGracePeriodSeconds) (int .Values.preStopSeconds) (int .Values.drainSeconds) (int $needed)) }}
{{- end }}
{{- $redis := 0 }}
{{- range list .Values.redis.url .Values.redis.existingSecret .Values.redis.development.enabled }}
{{- if . }}{{ $redis = add1 $redis }}{{ end }}
{{- end }}
{{- if gt (int $redis) 1 }}
{{- fail "redis: name one of redis.url, redis.existingSecret and redis.development.enabled, not several." }}
{{- end }}
{{- if contains "@" .Values.redis.url }}
{{- fail "redis.url holds a password or user, which would stand in a ConfigMap: put the address into a secret and name it in redis.existingSecret." }}
{{- end }}
{{- if and (include "tidewire.hasSeveralPods" .) (not (include "tidewire.hasRedis" .)) }}
{{- fail "More than one pod and no Redis: the pods would not see each other's messages. Set redis.url or redis.existingSecret, or replicaCount=1." }}
{{- end }}
{{- if and .Values.autoscaling.enabled .Values.keda.enabled }}
{{- fail "autoscaling.enabled and keda.enabled would both set the number of pods. Choose one." }}
{{- end }}
{{- if gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas) }}
{{- fail (printf "autoscaling.minReplicas (%d) is over autoscaling.maxReplicas (%d)." (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) }}
{{- end }}
{{- $limit := int (default 100000 (index .Values.config "max-connections")) }}
{{- if and (or .Values.autoscaling.enabled .Values.keda.enabled) (ge (int .Values.autoscaling.targetConnections) $limit) }}
{{- fail (printf "autoscaling.targetConnections (%d) is not below config.max-connections (%d): pods would be full before there are more." (int .Values.autoscaling.targetConnections) $limit) }}
{{- end }}
{{- if eq (int .Values.ports.public) (int .Values.ports.internal) }}
{{- fail (printf "ports.public and ports.internal are both %d." (int .Values.ports.public)) }}
{{- end }}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) }}
{{- fail "httpRoute.parentRefs is empty: name the Gateway, such as [{name: edge, namespace: gateways}]." }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}
{{- fail "ingress.hosts is empty: name a host, such as [live.example.com]." }}
{{- end }}
{{- end }}
