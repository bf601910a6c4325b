/** Stands in for Pulumi's `tls` plugin if that can be neither found nor downloaded. README.md lists what is missing. */
import type { CallContext, Provider, ResourceState } from "../../protocol/serve";
import { Secret, Unknown, reveal } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import { certRequest } from "./certRequest";
import { checkInputs } from "./check";
import { GET_PUBLIC_KEY, getPublicKey } from "./getPublicKey";
import { locallySignedCert } from "./locallySignedCert";
import { planChanges, plannedInputs } from "./plan";
import { privateKey } from "./privateKey";
import { isDue } from "./renewal";
import type { ResourceKind } from "./resourceKind";
import { selfSignedCert } from "./selfSignedCert";

const KINDS: Record<string, ResourceKind> = {
  "tls:index/privateKey:PrivateKey": privateKey,
  "tls:index/certRequest:CertRequest": certRequest,
  "tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
  "tls:index/locallySignedCert:LocallySignedCert": locallySignedCert,
};

export const tlsProvider: Provider = {
  version: "5.5.0",

  /** The configuration only tells the real provider how `getCertificate` reaches the network: nothing here uses it. */
  configure() {},

  check: (call, _olds, news) => checkInputs(kindOf(call), news),

  diff: (call, old, _oldInputs, news) => Promise.resolve(planChanges(kindOf(call), old.properties, news)),

  async create(call, inputs) {
    const kind = kindOf(call);
    const planned = plannedInputs(kind, inputs);
    if (call.preview) {
      const unknown = Object.fromEntries(["id", ...kind.computed].map(name => [name, Unknown.value]));
      return { id: "", properties: protect(kind, { ...planned, ...unknown }) };
    }
    const known = Object.fromEntries(Object.entries(planned).filter(([, value]) => !(value instanceof Unknown)));
    const created = await kind.create(reveal(known) as PropertyMap);
    return { id: created.id, properties: protect(kind, { ...known, ...created }) };
  },

  /** There is nothing to read but the clock. */
  read(call, old, oldInputs) {
    const kind = kindOf(call);
    if (Object.keys(old.properties).length === 0) throw importUnsupported(call, old);
    const due = kind.renewable && isDue(old.properties, old.properties.earlyRenewalHours);
    const properties = due ? { ...old.properties, readyForRenewal: true } : old.properties;
    return Promise.resolve({ state: { id: old.id, properties: protect(kind, properties) }, inputs: oldInputs });
  },

  update(call, old, _oldInputs, news) {
    const kind = kindOf(call);
    const planned = plannedInputs(kind, news, old.properties);
    const outputs = Object.entries(old.properties).filter(([name]) => !(name in kind.inputs));
    return Promise.resolve(protect(kind, { ...Object.fromEntries(outputs), ...planned }));
  },

  /** These resources live only in the stack's state. */
  delete: () => Promise.resolve(),

  invoke(token, args) {
    if (token === GET_PUBLIC_KEY) return Promise.resolve(getPublicKey(args));
    return Promise.reject(
      new Error(`The stand-in for the tls plugin has no function ${token}; it has ${GET_PUBLIC_KEY} only`),
    );
  },
};

function kindOf(call: CallContext): ResourceKind {
  if (call.type in KINDS) return KINDS[call.type];
  const known = Object.keys(KINDS).join(", ");
  throw new Error(`The stand-in for the tls plugin has no resource type ${call.type}; it has ${known}`);
}

/** The properties, with every private key marked as a secret. */
function protect(kind: ResourceKind, properties: PropertyMap): PropertyMap {
  const sensitive = (name: string) => kind.inputs[name]?.sensitive ?? kind.sensitiveOutputs.includes(name);
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]): [string, PropertyValue] => [
      name,
      sensitive(name) && !(value instanceof Secret) ? new Secret(value) : value,
    ]),
  );
}

function importUnsupported(call: CallContext, old: ResourceState): Error {
  return new Error(
    `Resource Import Not Implemented: ${call.type} cannot be imported (id ${JSON.stringify(old.id)}): ` +
      "it exists only in a stack's state, so there is nothing to read it from. Create a new one",
  );
}
