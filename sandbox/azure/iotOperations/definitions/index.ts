/**
 * The custom resource definitions of the MQTT broker. They take types, ranges, patterns, defaults and required fields from
 * the public reference of the resources (Microsoft.IoTOperations 2024-11-01). The definitions that Azure IoT Operations
 * itself installs are not published.
 */
import { group, plurals } from "../names";
import type { Kind } from "../names";
import { brokerAuthentication } from "./authentication";
import { brokerAuthorization } from "./authorization";
import { broker } from "./broker";
import { brokerListener } from "./listener";
import { object, text } from "./schema";
import type { Schema } from "./schema";

/** All four. */
export function definitions() {
  return [
    definition("Broker", () => broker, frontendStatus),
    definition("BrokerListener", () => brokerListener),
    definition("BrokerAuthentication", served => brokerAuthentication({ beta: served === "v1beta1" })),
    definition("BrokerAuthorization", () => brokerAuthorization),
  ];
}

/** The state of the frontends; only the stand-in has it. */
const frontendStatus = {
  frontend: object({ ports: { type: "object", additionalProperties: text }, configuration: text }),
};

function definition(kind: Kind, spec: (version: string) => Schema, status: Record<string, Schema> = {}) {
  const plural = plurals[kind];
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: ["v1", "v1beta1"].map(name => ({
        name,
        served: true,
        storage: name === "v1",
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: "Provisioning", type: "string", jsonPath: ".status.provisioningStatus.status" },
          { name: "Runtime", type: "string", jsonPath: ".status.runtimeStatus.status" },
        ],
        schema: {
          openAPIV3Schema: object(
            {
              spec: spec(name),
              status: object({
                provisioningStatus: object({ status: text, statusDescription: text }),
                runtimeStatus: object({ status: text, statusDescription: text }),
                ...status,
              }),
            },
            "spec",
          ),
        },
      })),
    },
  };
}
