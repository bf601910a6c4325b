import { TrustBundle } from "../../../index";
import type { TrustBundleArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const bundle = (args: Partial<TrustBundleArgs>) =>
  new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: [pki.root.certificatePem], ...args });

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a trust bundle with only an expired root",
    program: give => bundle({ certificatesPem: [give(pki.expired.certificatePem)] }),
    path: "certificatesPem",
    says: /has only expired certificates \('CN=test root' expired on 20\S+Z\): add one that is still valid/,
  },
  {
    what: "a trust bundle with a server certificate",
    program: give => bundle({ certificatesPem: give([pki.leaf.certificatePem]) }),
    path: "certificatesPem[0]",
    says: /is not a CA certificate/,
  },
  {
    what: "a trust bundle with a private key",
    program: give => bundle({ certificatesPem: [give(pki.root.certificatePem + pki.root.privateKeyPem)] }),
    path: "certificatesPem[0]",
    says: /contains a private key, but must contain only certificates/,
  },
  {
    what: "a trust bundle with something that is not a certificate",
    program: give => bundle({ certificatesPem: [give("MIIB")] }),
    path: "certificatesPem[0]",
    says: /is not a certificate in PEM/,
  },
  {
    what: "an empty trust bundle",
    program: give => bundle({ certificatesPem: give([]) }),
    path: "certificatesPem",
    says: /is empty: set at least one CA certificate/,
  },
  {
    what: "a ConfigMap name that Kubernetes would refuse",
    program: give => bundle({ configMapName: give("trust_bundle") }),
    path: "configMapName",
    says: /Did you mean "trust-bundle"\?/,
  },
];

/** Values that decide which resources exist. */
const plainCases: Case[] = [
  {
    what: "a namespace named twice",
    program: give => bundle({ namespaces: ["mqtt", give("mqtt")] }),
    path: "namespaces[1]",
    says: /repeats 'mqtt': list each namespace once/,
  },
  {
    what: "a trust bundle without namespaces",
    program: give => bundle({ namespaces: give([]) }),
    path: "namespaces",
    says: /is empty: list at least one namespace/,
  },
];

describe("Bad input of a TrustBundle", () => {
  before(makePki);

  [...cases, ...plainCases].forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
  plainCases.forEach(itWantsPlain);
});
