/** The spec of a BrokerAuthentication. */
import { brokerRef } from "./broker";
import { defaulted, list, name, object, oneOf, text, textMap } from "./schema";
import type { Schema } from "./schema";

const x509Settings = (more: Record<string, Schema>) =>
  object({
    trustedClientCaCert: defaulted(name, "client-ca"),
    authorizationAttributes: {
      type: "object",
      additionalProperties: object({ subject: text, attributes: textMap }, "subject", "attributes"),
    },
    ...more,
  });

const customSettings = object(
  {
    endpoint: { type: "string", pattern: "^https://" },
    auth: object({ x509: object({ secretRef: name }, "secretRef") }, "x509"),
    caCertConfigMap: name,
    headers: textMap,
  },
  "endpoint",
);

/** `beta` adds what the stable version does not have yet. */
export function brokerAuthentication({ beta }: { beta: boolean }): Schema {
  const additionalValidation = defaulted(oneOf("None", "AzureDeviceRegistry"), "None");
  const method = object(
    {
      method: oneOf("Custom", "ServiceAccountToken", "X509"),
      customSettings,
      serviceAccountTokenSettings: object({ audiences: list(text, { minItems: 1 }) }, "audiences"),
      x509Settings: x509Settings(beta ? { additionalValidation } : {}),
    },
    "method",
  );
  return object({ brokerRef, authenticationMethods: list(method) }, "authenticationMethods");
}
