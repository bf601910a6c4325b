/** Custom resources of the MQTT broker, as the API server would return them. */
import { namespace } from "../../../azure/iotOperations/names";
import type {
  AuthorizationRule,
  Broker,
  BrokerAuthentication,
  BrokerAuthorization,
  BrokerListener,
  ListenerSpec,
  ListenerTls,
} from "../../../azure/iotOperations/customResources";

function metadata(name: string, created = "2026-01-01T00:00:00Z") {
  return { name, namespace, uid: `uid-of-${name}`, creationTimestamp: new Date(created) };
}

export function broker(name = "default"): Broker {
  return { metadata: metadata(name), spec: {} };
}

export function listener(name: string, spec: Partial<ListenerSpec>, created?: string): BrokerListener {
  return { metadata: metadata(name, created), spec: { ports: [{ port: 1883 }], ...spec } };
}

export function authentication(name: string): BrokerAuthentication {
  const serviceAccountTokenSettings = { audiences: ["aio-internal"] };
  const authenticationMethods = [{ method: "ServiceAccountToken" as const, serviceAccountTokenSettings }];
  return { metadata: metadata(name), spec: { authenticationMethods } };
}

export function authorization(name: string, rules?: AuthorizationRule[]): BrokerAuthorization {
  return { metadata: metadata(name), spec: { authorizationPolicies: { rules } } };
}

export const issuerRef = { name: "my-issuer", kind: "Issuer" };

export const automatic: ListenerTls = { mode: "Automatic", certManagerCertificateSpec: { issuerRef } };

export function manual(secretRef: string): ListenerTls {
  return { mode: "Manual", manual: { secretRef } };
}
