import { CertificateChain } from "../../../index";
import type { CertificateChainArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const chain = (args: CertificateChainArgs) => new CertificateChain("ca", args);

/** Values that may be given as Outputs. */
const cases: Case[] = [
  ...(["rootCommonName", "intermediateCommonName"] as const).map(path => ({
    what: `a subject in place of ${path}`,
    program: (give: <T>(value: T) => T) => chain({ [path]: give("subject=CN = factory CA") }),
    path,
    says: /is "subject=CN = factory CA", but must be the name alone, .*\. Did you mean "factory CA"\?/,
  })),
  {
    what: "a subject in place of the organization",
    program: give => chain({ organization: give("subject=CN = factory CA, O = Acme") }),
    path: "organization",
    says: /is "subject=.*", but must be the name alone, .*\. Did you mean "Acme"\?/,
  },
  {
    what: "an organization that is too long",
    program: give => chain({ organization: give("x".repeat(65)) }),
    path: "organization",
    says: /must be text of 1 to 64 characters/,
  },
  {
    what: "an expired root",
    program: give => chain({ existingRoot: { ...pki.expired, certificatePem: give(pki.expired.certificatePem) } }),
    path: "existingRoot.certificatePem",
    says: /'CN=test root' expired on/,
  },
  {
    what: "an existing root that is not a root",
    program: give =>
      chain({ existingRoot: { ...pki.intermediate, certificatePem: give(pki.intermediate.certificatePem) } }),
    path: "existingRoot.certificatePem",
    says: /is not a root but signed by another authority/,
  },
  {
    what: "a root whose key does not match",
    program: give => chain({ existingRoot: { ...pki.root, privateKeyPem: give(pki.leaf.privateKeyPem) } }),
    path: "existingRoot.privateKeyPem",
    says: /is not the key of the certificate 'CN=test root'/,
  },
  {
    what: "an intermediate that outlives its root",
    program: give => chain({ rootValidityHours: give(100), intermediateValidityHours: give(101) }),
    path: "intermediateValidityHours",
    says: /is 101, but the root is renewed in its last 60 hours only, .*: set less than 60, or a larger rootEarlyRenewalHours/,
  },
  {
    what: "an intermediate that lives as long as the root's renewal window",
    program: give => chain({ rootValidityHours: 100, intermediateValidityHours: give(60) }),
    path: "intermediateValidityHours",
    says: /is 60, but the root is renewed in its last 60 hours/,
  },
  {
    what: "a root that is renewed too late for its intermediates",
    program: give => chain({ rootEarlyRenewalHours: give(720) }),
    path: "intermediateValidityHours",
    says: /is 43800, but the root is renewed in its last 720 hours/,
  },
  {
    what: "a root that lives too briefly for an intermediate",
    program: give => chain({ rootValidityHours: give(2) }),
    path: "rootValidityHours",
    says: /is 2, but must be a whole number of hours from 3 to 2562047/,
  },
];

describe("Bad input of a CertificateChain", () => {
  before(makePki);

  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
});
