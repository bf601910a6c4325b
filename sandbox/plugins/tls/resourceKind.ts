/** Describes a resource of the provider: what it takes, what it computes, and how it is created. */
import type { PropertyMap, PropertyValue } from "../../protocol/values";

export type InputType = "string" | "integer" | "boolean" | "strings" | "subject";

/** What the provider's schema says about one input. */
export interface InputRule {
  type: InputType;
  required?: boolean;
  /** A private key: always secret, and never quoted in a message. */
  sensitive?: boolean;
  /** The value if the program gives none. */
  default?: PropertyValue;
  /** If the program gives no value, creation decides it, and it then stays. */
  computed?: boolean;
  /** The allowed values, or those of each item if the input is a list. */
  oneOf?: readonly string[];
  minimum?: number;
  /** List items may not be empty strings. */
  nonEmptyItems?: boolean;
  /** What a change requires. `replaceIfPem`: a replacement if the old value is PEM, else an update in place. */
  onChange?: "replace" | "replaceIfPem" | "update";
}

export interface ResourceKind {
  inputs: Record<string, InputRule>;
  /** Outputs that only creation determines. */
  computed: string[];
  /** The outputs that are secret. */
  sensitiveOutputs: string[];
  /** A planned change makes every computed output change. */
  forgetsOutputs?: boolean;
  /** A certificate expires: near its end, a preview announces a replacement. */
  renewable: boolean;
  /** Creates the resource from checked inputs, with defaults filled in and secrets revealed. Returns the computed outputs. */
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
