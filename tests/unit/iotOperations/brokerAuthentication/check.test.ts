import { BrokerAuthentication } from "../../../../index";
import type {
  AuthenticationMethodArgs,
  BrokerAuthenticationArgs,
  CustomMethodArgs,
  X509MethodArgs,
} from "../../../../index";
import { create, outputs } from "../../../../sandbox/testing/tlsStandIn";
import { itRefuses, itRefusesAsOutput, itWantsPlain, makePki, pki } from "../../inputs/badInput";
import type { Case } from "../../inputs/badInput";
import { azure } from "../iotOperations";

const tokens = { serviceAccountToken: { audiences: ["my-audience"] } };
const authentication = (args: Partial<BrokerAuthenticationArgs>) =>
  new BrokerAuthentication("authn", { azure, methods: [tokens], ...args });
const method = (given: AuthenticationMethodArgs) => authentication({ methods: [given] });
const audiences = (given: string[]) => method({ serviceAccountToken: { audiences: given } });
const x509 = (given: X509MethodArgs) => method({ x509: given });
const custom = (given: Partial<CustomMethodArgs>) =>
  method({ custom: { endpoint: "https://auth.example.com", ...given } });
const attributes = (given: X509MethodArgs["authorizationAttributes"]) =>
  x509({ trustedClientCaConfigMap: "client-ca", authorizationAttributes: given });
const missing = undefined as unknown as string;
let ed25519Root: string;
const madeOf = "authn-authentication";

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "the name of the authentication that Azure IoT Operations owns",
    program: give => authentication({ authenticationName: give("default") }),
    path: "authenticationName",
    says: /is 'default', which belongs to Azure IoT Operations: .*Choose another name/,
  },
  {
    what: "a name that Azure IoT Operations would refuse",
    program: give => authentication({ authenticationName: give("My_Authn") }),
    path: "authenticationName",
    says: /is "My_Authn", but must be 3 to 63 lower-case letters, digits and '-'/,
  },
  {
    what: "a name that is too short",
    program: give => authentication({ authenticationName: give("ab") }),
    path: "authenticationName",
    says: /is "ab", but must be 3 to 63/,
  },
  {
    what: "a broker name that is not valid",
    program: give => authentication({ brokerName: give("-broker") }),
    path: "brokerName",
    says: /is "-broker", but must be 3 to 63/,
  },
  {
    what: "tokens without an audience",
    program: give => audiences(give<string[]>([])),
    path: "methods[0].serviceAccountToken.audiences",
    says: /is empty, so no token would be valid: set at least one audience/,
  },
  {
    what: "an empty audience",
    program: give => audiences(["my-audience", give(" ")]),
    path: "methods[0].serviceAccountToken.audiences[1]",
    says: /is " ", but must be the audience of a token/,
  },
  {
    what: "a client certificate in place of its CA certificate",
    program: give => x509({ trustedClientCaPem: [pki.root.certificatePem, give(pki.leaf.certificatePem)] }),
    path: "methods[0].x509.trustedClientCaPem[1]",
    says: /'CN=leaf' is not a CA certificate/,
  },
  {
    what: "client CAs that have all expired",
    program: give => x509({ trustedClientCaPem: [give(pki.expired.certificatePem)] }),
    path: "methods[0].x509.trustedClientCaPem",
    says: /has only expired certificates \('CN=test root' expired on/,
  },
  {
    what: "no client CA at all",
    program: give => x509({ trustedClientCaPem: give<string[]>([]) }),
    path: "methods[0].x509.trustedClientCaPem",
    says: /is empty: set at least one CA certificate/,
  },
  {
    what: "the key of a client CA",
    program: give => x509({ trustedClientCaPem: [give(pki.root.certificatePem + pki.root.privateKeyPem)] }),
    path: "methods[0].x509.trustedClientCaPem[0]",
    says: /contains a private key, but must contain only certificates/,
  },
  {
    what: "a client CA with an Ed25519 key",
    program: give => x509({ trustedClientCaPem: [give(ed25519Root)] }),
    path: "methods[0].x509.trustedClientCaPem[0]",
    says: /has a key of type ed25519, .*: use ECDSA or RSA/,
  },
  {
    what: "a ConfigMap name that is not valid",
    program: give => x509({ trustedClientCaConfigMap: give("Client CA") }),
    path: "methods[0].x509.trustedClientCaConfigMap",
    says: /is "Client CA", but Kubernetes requires .*Did you mean "client-ca"\?/,
  },
  {
    what: "attributes for a subject that is not valid",
    program: give => attributes({ fan: { subject: give("smart-fan"), attributes: { building: "17" } } }),
    path: 'methods[0].x509.authorizationAttributes["fan"].subject',
    says: /is "smart-fan", but must be a subject such as 'CN = fan'/,
  },
  {
    what: "two sets of attributes for one subject",
    program: give =>
      attributes({
        fan: { subject: "CN = smart-fan, O = contoso", attributes: { building: "17" } },
        same: { subject: give("CN=smart-fan,O=contoso"), attributes: { floor: "2" } },
      }),
    path: 'methods[0].x509.authorizationAttributes["same"].subject',
    says: /is "CN=smart-fan,O=contoso", which "fan" also has: put the attributes of both into one entry/,
  },
  {
    what: "a subject without attributes",
    program: give => attributes({ fan: { subject: "CN = smart-fan", attributes: give({}) } }),
    path: 'methods[0].x509.authorizationAttributes["fan"].attributes',
    says: /is \{\}, but must map at least one name to a text, such as \{building: 'b22'\}/,
  },
  {
    what: "an attribute whose value is a number",
    program: give =>
      attributes({ fan: { subject: "CN = smart-fan", attributes: give({ building: 17 as unknown as string }) } }),
    path: 'methods[0].x509.authorizationAttributes["fan"].attributes',
    says: /is an object, but must map at least one name to a text/,
  },
  {
    what: "a server without TLS",
    program: give => custom({ endpoint: give("http://auth.example.com") }),
    path: "methods[0].custom.endpoint",
    says: /begins with 'http:\/\/', but must be a URL with https, such as https:\/\/auth\.example\.com/,
  },
  {
    what: "a server without a scheme",
    program: give => custom({ endpoint: give("auth.example.com:443") }),
    path: "methods[0].custom.endpoint",
    says: /must be a URL with https/,
  },
  {
    what: "a server whose scheme is in upper case, which the REST API refuses",
    program: give => custom({ endpoint: give("HTTPS://auth.example.com") }),
    path: "methods[0].custom.endpoint",
    says: /must be a URL with https/,
  },
  {
    what: "no server",
    program: give => custom({ endpoint: give(missing) }),
    path: "methods[0].custom.endpoint",
    says: /must be a URL with https/,
  },
  {
    what: "a password in a URL",
    program: give => custom({ endpoint: give("https://user:hunter2@auth.example.com") }),
    path: "methods[0].custom.endpoint",
    says: /has credentials before the host: set headers or clientCertificateSecret instead/,
  },
  {
    what: "a password in a URL without TLS",
    program: give => custom({ endpoint: give("http://user:hunter2@auth.example.com") }),
    path: "methods[0].custom.endpoint",
    says: /begins with 'http:\/\/', but must be a URL with https/,
  },
  ...["user:hunter2@auth.example.com", "https:/user:hunter2@auth.example.com"].map(endpoint => ({
    what: `a password in a URL without a scheme: ${endpoint}`,
    program: (give: <T>(value: T) => T) => custom({ endpoint: give(endpoint) }),
    path: "methods[0].custom.endpoint",
    says: /has no scheme, but must be a URL with https/,
  })),
  {
    what: "a key in the query of a URL without TLS",
    program: give => custom({ endpoint: give("http://auth.example.com/?key=hunter2") }),
    path: "methods[0].custom.endpoint",
    says: /begins with 'http:\/\/', but must be a URL with https/,
  },
  {
    what: "a URL that cannot be read",
    program: give => custom({ endpoint: give("https://hunter2 :x") }),
    path: "methods[0].custom.endpoint",
    says: /cannot be read, but must be a URL with https/,
  },
  {
    what: "a header with a space in its name",
    program: give => custom({ headers: give({ "x key": "hunter2" }) }),
    path: "methods[0].custom.headers",
    says: /has a header named "x key", but a name has letters, digits and '-', and no space/,
  },
  {
    what: "a header value that would start another header",
    program: give => custom({ headers: { "x-key": give("hunter2\r\nx-other: a") } }),
    path: 'methods[0].custom.headers["x-key"]',
    says: /is not text or has a line break: set the value of a single header/,
  },
  {
    what: "a ConfigMap name that is not valid for the server's CA",
    program: give => custom({ caCertConfigMap: give("Auth CA") }),
    path: "methods[0].custom.caCertConfigMap",
    says: /Did you mean "auth-ca"\?/,
  },
  {
    what: "a Secret name that is not valid for the broker's certificate",
    program: give => custom({ clientCertificateSecret: give("Auth Client") }),
    path: "methods[0].custom.clientCertificateSecret",
    says: /Did you mean "auth-client"\?/,
  },
];

/** Values that decide which resources exist. */
const plainCases: Case[] = [
  {
    what: "a text as strict, even with azure",
    program: give => authentication({ strict: give("false" as unknown as boolean) }),
    path: "strict",
    says: /is "false", but must be true or false/,
  },
  {
    what: "no methods",
    program: give => authentication({ methods: give<AuthenticationMethodArgs[]>([]) }),
    path: "methods",
    says: /is empty, so nobody could connect: set at least one of serviceAccountToken, x509 and custom/,
  },
  {
    what: "an empty method",
    program: give => method(give({})),
    path: "methods[0]",
    says: /has nothing: set exactly one of serviceAccountToken, x509 and custom/,
  },
  {
    what: "two methods in one item",
    program: give => method(give({ ...tokens, x509: { trustedClientCaConfigMap: "client-ca" } })),
    path: "methods[0]",
    says: /has serviceAccountToken and x509: set exactly one .*each further method an item of its own/,
  },
];

const decisions: Case[] = [
  {
    what: "the settings of a method",
    program: give => method({ x509: give({ trustedClientCaConfigMap: "client-ca" }) }),
    path: "methods[0].x509",
    says: /is an Output/,
  },
];

/** Values that are valid alone but not together. */
const contradictions: Case[] = [
  {
    what: "a component named like the authentication that Azure IoT Operations owns",
    program: () => new BrokerAuthentication("default", { azure, methods: [tokens] }),
    path: "authenticationName",
    says: /is 'default', which belongs to Azure IoT Operations/,
  },
  {
    what: "tokens twice, where the second method would never be asked",
    program: () => authentication({ methods: [tokens, { custom: { endpoint: "https://a.example.com" } }, tokens] }),
    path: "methods[2]",
    says: /repeats the method ServiceAccountToken, .* to methods\[0\]: put what both should accept into one item/,
  },
  {
    what: "client certificates without a CA",
    program: () => x509({}),
    path: "methods[0].x509",
    says: /has nothing: set exactly one of trustedClientCaPem and trustedClientCaConfigMap/,
  },
  {
    what: "client certificates with two sources of their CA",
    program: () => x509({ trustedClientCaPem: [pki.root.certificatePem], trustedClientCaConfigMap: "client-ca" }),
    path: "methods[0].x509",
    says: /has trustedClientCaPem and trustedClientCaConfigMap: set exactly one/,
  },
  {
    what: "no control plane",
    program: () => new BrokerAuthentication("authn", { methods: [tokens] }),
    path: "azure",
    says: /has nothing: set exactly one of azure and kubernetes/,
  },
];

describe("Bad input of a BrokerAuthentication", () => {
  before(async () => {
    await makePki();
    ed25519Root = await makeEd25519Root();
  });

  [...cases, ...plainCases, ...contradictions].forEach(itRefuses);
  cases.map(each => ({ ...each, madeOf })).forEach(itRefusesAsOutput);
  [...plainCases, ...decisions].forEach(itWantsPlain);
});

async function makeEd25519Root(): Promise<string> {
  const { privateKeyPem } = outputs(await create("PrivateKey", { algorithm: "ED25519" }));
  const root = { privateKeyPem, subject: { commonName: "root" }, validityPeriodHours: 1000, isCaCertificate: true };
  return outputs(await create("SelfSignedCert", { ...root, allowedUses: ["cert_signing"] })).certPem;
}
