/** How a resource of the provider is described: what it takes, what it computes, and how it is made. */
import type { PropertyMap, PropertyValue } from "../../protocol/values";

export type InputType = "string" | "integer" | "boolean" | "strings" | "subject";

/** What the provider's schema says of one input. */
export interface InputRule {
  type: InputType;
  required?: boolean;
  /** A private key: always a secret, never quoted in a message. */
  sensitive?: boolean;
  /** The value where the program gives none. */
  default?: PropertyValue;
  /** Where the program gives none, creation decides, and the value then stays. */
  computed?: boolean;
  /** The values allowed; of each item where the input is a list. */
  oneOf?: readonly string[];
  minimum?: number;
  /** List items may not be empty strings. */
  nonEmptyItems?: boolean;
  /** What a change asks for. `replaceIfPem`: replacement where the old value is PEM, else an update in place. */
  onChange?: "replace" | "replaceIfPem" | "update";
}

export interface ResourceKind {
  inputs: Record<string, InputRule>;
  /** Outputs that only creation can tell. */
  computed: string[];
  /** Those of the outputs that are secrets. */
  sensitiveOutputs: string[];
  /** A planned change leaves no computed output as it is. */
  forgetsOutputs?: boolean;
  /** A certificate has an end: near it, a replacement is announced. */
  renewable: boolean;
  /** Makes the resource from checked inputs with defaults filled in and secrets opened; returns the computed outputs. */
  create(inputs: PropertyMap): Created | Promise<Created>;
}

/** The computed outputs of a resource just made. */
export type Created = PropertyMap & { id: string };

/** The inputs that every certificate takes. */
export const CERTIFICATE_INPUTS = {
  validityPeriodHours: { type: "integer", required: true, minimum: 0 },
  earlyRenewalHours: { type: "integer", minimum: 0, default: 0, onChange: "update" },
  isCaCertificate: { type: "boolean", default: false },
  setSubjectKeyId: { type: "boolean", default: false },
  maxPathLength: { type: "integer", minimum: -1, computed: true },
} as const satisfies Record<string, InputRule>;

/** The inputs that say whom a certificate or a request is for. */
export const HOLDER_INPUTS = {
  privateKeyPem: { type: "string", required: true, sensitive: true, onChange: "replaceIfPem" },
  subject: { type: "subject" },
  dnsNames: { type: "strings" },
  ipAddresses: { type: "strings", nonEmptyItems: true },
  uris: { type: "strings", nonEmptyItems: true },
} as const satisfies Record<string, InputRule>;
