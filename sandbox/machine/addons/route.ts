/** OpenShift's Route as a custom resource, and what the router may do with it. */
import type { KubernetesObject } from "../kubectl";
import { routerUser } from "../pki";
import { clusterRole } from "./base";

const group = "route.openshift.io";

/** The objects that Routes need in the cluster. */
export function routeObjects(): KubernetesObject[] {
  return [
    customResourceDefinition(),
    ...clusterRole(routerUser, [
      { apiGroups: [group], resources: ["routes"], verbs: ["get", "list", "watch"] },
      { apiGroups: [group], resources: ["routes/status"], verbs: ["patch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
    ]),
  ];
}

function customResourceDefinition(): KubernetesObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `routes.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "routes", singular: "route", kind: "Route", listKind: "RouteList" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: [
            { name: "Host", type: "string", jsonPath: ".status.ingress[0].host" },
            {
              name: "Admitted",
              type: "string",
              jsonPath: '.status.ingress[0].conditions[?(@.type=="Admitted")].status',
            },
            { name: "Service", type: "string", jsonPath: ".spec.to.name" },
            { name: "TLS", type: "string", jsonPath: ".spec.tls.termination" },
          ],
          schema: {
            openAPIV3Schema: {
              type: "object",
              required: ["spec"],
              properties: {
                spec,
                status: { type: "object", properties: { ingress: { type: "array", items: ingress } } },
              },
            },
          },
        },
      ],
    },
  };
}

const text = { type: "string" };
const dnsName = {
  type: "string",
  maxLength: 253,
  pattern:
    "^([a-zA-Z0-9]|[a-zA-Z0-9][-a-zA-Z0-9]{0,61}[a-zA-Z0-9])([.]([a-zA-Z0-9]|[a-zA-Z0-9][-a-zA-Z0-9]{0,61}[a-zA-Z0-9]))*$",
};
const target = {
  type: "object",
  required: ["kind", "name"],
  properties: {
    kind: { type: "string", enum: ["Service", ""], default: "Service" },
    name: { type: "string", minLength: 1 },
    weight: { type: "integer", format: "int32", minimum: 0, maximum: 256, default: 100 },
  },
};
const certificateFields = ["certificate", "key", "caCertificate", "destinationCACertificate"];

const tls = {
  type: "object",
  required: ["termination"],
  properties: {
    termination: { type: "string", enum: ["edge", "reencrypt", "passthrough"] },
    insecureEdgeTerminationPolicy: { type: "string", enum: ["Allow", "None", "Redirect", ""] },
    ...Object.fromEntries(certificateFields.map(name => [name, text])),
    externalCertificate: { type: "object", properties: { name: text } },
  },
  "x-kubernetes-validations": [
    rule(
      `${orNot("insecureEdgeTerminationPolicy", "self.insecureEdgeTerminationPolicy != 'Allow'")}`,
      "cannot have both spec.tls.termination: passthrough and spec.tls.insecureEdgeTerminationPolicy: Allow",
    ),
    ...certificateFields.map(name =>
      rule(orNot(name, `self.${name} == ''`), `passthrough termination does not support ${name}`),
    ),
    rule(orNot("externalCertificate", "false"), "passthrough termination does not support externalCertificate"),
  ],
};

/** Requires, for passthrough, that the field is missing or the condition is true. */
function orNot(field: string, condition: string): string {
  return `self.termination != 'passthrough' || !has(self.${field}) || ${condition}`;
}

function rule(expression: string, message: string) {
  return { rule: expression, message };
}

const spec = {
  type: "object",
  required: ["to"],
  properties: {
    host: dnsName,
    subdomain: dnsName,
    path: { type: "string", pattern: "^/" },
    to: target,
    alternateBackends: { type: "array", maxItems: 3, items: target },
    port: {
      type: "object",
      required: ["targetPort"],
      properties: { targetPort: { "x-kubernetes-int-or-string": true } },
    },
    tls,
    wildcardPolicy: {
      ...{ type: "string", enum: ["None", "Subdomain", ""], default: "None" },
      "x-kubernetes-validations": [rule("self == oldSelf", "field is immutable")],
    },
  },
  "x-kubernetes-validations": [
    rule(
      "!has(self.tls) || self.tls.termination != 'passthrough' || !has(self.path)",
      "passthrough termination does not support paths",
    ),
    rule(
      "!has(self.port) || !has(self.port.targetPort) || (type(self.port.targetPort) == int ? self.port.targetPort > 0 && self.port.targetPort < 65536 : self.port.targetPort != '')",
      "spec.port.targetPort must be a port from 1 to 65535 or the name of a port",
    ),
  ],
};

const ingress = {
  type: "object",
  properties: {
    ...{ host: text, routerName: text, routerCanonicalHostname: text, wildcardPolicy: text },
    conditions: {
      type: "array",
      items: {
        type: "object",
        required: ["type", "status"],
        properties: {
          ...{ type: text, status: text, reason: text, message: text },
          lastTransitionTime: { type: "string", format: "date-time" },
        },
      },
    },
  },
};
