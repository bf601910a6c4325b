/** Arguments of the Azure IoT Operations components for property tests: mostly good, with an occasional bad part. */
import fc from "../../../sandbox/testing/random";
import type {
  AuthenticationMethodArgs,
  AuthorizationRuleArgs,
  AzureControlPlaneArgs,
  BrokerAuthenticationArgs,
  BrokerAuthorizationArgs,
  BrokerListenerArgs,
  BrokerArgs,
  BrokerResourceArgs,
  BrokerSettingsArgs,
  IssuerRefArgs,
  ListenerArgs,
  ListenerPortArgs,
  ListenerTlsArgs,
  PrincipalsArgs,
  StateStoreResourceArgs,
} from "../../../index";

const kubernetes = fc.constant({});
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
/** Texts that nobody would give on purpose. */
const odd = fc.oneof(text, fc.constantFrom("", " ", "a b", "A", "-a", "a.", "ä", "x".repeat(64), "x".repeat(254)));

/** Good values with a rare bad one: an object has many parts, and one bad part spoils it. */
const mostly = <G, B>(good: fc.Arbitrary<G>, bad: fc.Arbitrary<B>) => usually(good, bad, 40);
/** The same with more bad values, for a property with its own rule in the schema. */
const often = <G, B>(good: fc.Arbitrary<G>, bad: fc.Arbitrary<B>) => usually(good, bad, 6);
const usually = <G, B>(good: fc.Arbitrary<G>, bad: fc.Arbitrary<B>, weight: number) =>
  fc.oneof({ weight, arbitrary: good }, { weight: 1, arbitrary: bad as fc.Arbitrary<unknown> as fc.Arbitrary<G> });
const oneOf = <T extends string>(...values: T[]) => mostly(fc.constantFrom(...values), odd as fc.Arbitrary<T>);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const list = <T>(arbitrary: fc.Arbitrary<T>, minLength: number, maxLength = 3) =>
  mostly(fc.array(arbitrary, { minLength, maxLength }), fc.constant([]));
const map = (values: fc.Arbitrary<string>) =>
  mostly(
    fc.dictionary(fc.constantFrom("city", "building", "x-key", "a.b"), values, { minKeys: 1, noNullPrototype: true }),
    fc.dictionary(
      text.filter(key => key !== "__proto__"),
      values,
      { noNullPrototype: true },
    ),
  );

const resourceName = mostly(fc.constantFrom("my-policy", "a1b", "123", "x".repeat(63)), odd);
const objectName = mostly(fc.constantFrom("client-ca", "a", "a.b-c", "x".repeat(253)), odd);

/** An instance of Azure IoT Operations, in place of `kubernetes`. */
export const azureInstances: fc.Arbitrary<AzureControlPlaneArgs> = fc.record({
  resourceGroupName: mostly(fc.constantFrom("factory", "a", "A_b.(c)-d", "x".repeat(90)), odd),
  instanceName: resourceName,
  customLocationId: mostly(
    fc
      .constantFrom("here", "my-location")
      .map(
        name =>
          `/subscriptions/test/resourceGroups/factory/providers/Microsoft.ExtendedLocation/customLocations/${name}`,
      ),
    odd,
  ),
});

const common = { kubernetes, namespace: maybe(mostly(fc.constant("factory"), odd)), brokerName: maybe(resourceName) };

const subjects = fc.constantFrom("CN = smart-fan", "O=contoso,CN=root", "cn=ü", "2.5.4.3=fan");
const attributes = fc.record({ subject: mostly(subjects, odd), attributes: map(text) });

const method: fc.Arbitrary<AuthenticationMethodArgs> = mostly(
  fc.oneof(
    fc.record({
      serviceAccountToken: fc.record({ audiences: list(mostly(fc.constantFrom("aio-internal", "a"), odd), 1) }),
    }),
    fc.record({
      x509: fc.record({
        trustedClientCaConfigMap: objectName,
        authorizationAttributes: maybe(
          fc.dictionary(fc.constantFrom("root", "smart-fan", "a b"), attributes, { noNullPrototype: true }),
        ),
      }),
    }),
    fc.record({
      custom: fc.record({
        endpoint: often(
          fc.constantFrom("https://auth.example.com", "https://auth:8443/path?a=b", "https://[2001:db8::7]"),
          fc.oneof(odd, fc.constantFrom("http://auth", "HTTPS://auth", " https://auth", "https://", "https://a b")),
        ),
        caCertConfigMap: maybe(objectName),
        headers: maybe(map(text)),
        clientCertificateSecret: maybe(objectName),
      }),
    }),
  ),
  fc.constant({}),
);

/** Arguments of a `BrokerAuthentication`. */
export const authentications: fc.Arbitrary<BrokerAuthenticationArgs> = fc.record({
  ...common,
  authenticationName: maybe(resourceName),
  methods: list(method, 1),
});

const topics = mostly(
  fc.constantFrom("#", "a/+/b", "/", "clients/{principal.clientId}/#", "{principal.attributes.city}", "a {b} c"),
  fc.oneof(text, fc.constantFrom("", "a#", "#/a", "x-{principal.clientId}", "{principal.id}", "a\0")),
);
const tokenTexts = mostly(fc.constantFrom("*", "{principal.attributes.city}*", "clients/{principal.username}"), odd);

const brokerResource: fc.Arbitrary<BrokerResourceArgs> = mostly(
  fc.oneof(
    fc.record({
      method: oneOf("Connect", "connect" as "Connect"),
      clientIds: maybe(fc.array(tokenTexts, { maxLength: 2 })),
    }),
    fc.record({ method: oneOf("Publish", "Subscribe", "subscribe" as "Subscribe"), topics: list(topics, 1) }),
  ),
  fc.record({ method: oneOf("Connect", "Publish"), clientIds: list(text, 1), topics: list(text, 1) }),
);

const principals: fc.Arbitrary<PrincipalsArgs> = fc.record({
  clientIds: maybe(list(text, 1)),
  usernames: fc.array(text, { minLength: 1, maxLength: 2 }),
  attributes: maybe(list(map(text), 1)),
});

const stateStoreMethod = oneOf("Read", "Write", "ReadWrite");
const stateStoreResource: fc.Arbitrary<StateStoreResourceArgs> = fc.oneof(
  fc.record({
    keyType: oneOf("Pattern", "String", "pattern" as "Pattern"),
    keys: list(tokenTexts, 1),
    method: stateStoreMethod,
  }),
  fc.record({
    keyType: oneOf("Binary"),
    keys: list(mostly(fc.base64String({ minLength: 1 }), odd), 1),
    method: stateStoreMethod,
  }),
);

const rule: fc.Arbitrary<AuthorizationRuleArgs> = fc.record({
  principals: mostly(principals, fc.constant({})),
  brokerResources: maybe(list(brokerResource, 1)),
  stateStoreResources: fc.array(stateStoreResource, { maxLength: 2 }),
});

/** Arguments of a `BrokerAuthorization`. */
export const authorizations: fc.Arbitrary<BrokerAuthorizationArgs> = fc.record({
  ...common,
  authorizationName: maybe(resourceName),
  cache: maybe(mostly(fc.boolean(), odd as fc.Arbitrary<unknown> as fc.Arbitrary<boolean>)),
  rules: fc.array(rule, { maxLength: 3 }),
});

const issuerRef: fc.Arbitrary<IssuerRefArgs> = often(
  fc.record({ name: objectName, kind: oneOf("Issuer", "ClusterIssuer"), group: maybe(fc.constant("cert-manager.io")) }),
  fc.record({ name: objectName, kind: fc.oneof(text, fc.constant("VaultIssuer")), group: objectName }),
);
const dnsNames = maybe(list(mostly(fc.constantFrom("mqtt.example.com", "*.a.b", "localhost"), odd), 0));
const ipAddresses = maybe(list(mostly(fc.constantFrom("203.0.113.7", "2001:db8::7"), odd), 0));
const duration = often(
  fc.constantFrom("2160h", "1h30m", "8760h0m0s", "90.5h", "100000000us1h"),
  fc.oneof(odd, fc.constantFrom("90d", "1h 30m", "h", "59m", "-1h", ".5h")),
);

const tls: fc.Arbitrary<ListenerTlsArgs> = mostly(
  fc.oneof(
    fc.record({
      automatic: fc.record({
        issuerRef,
        dnsNames,
        ipAddresses,
        secretName: maybe(objectName),
        algorithm: maybe(oneOf("Ec256", "Ec384", "Ec521", "Ed25519", "Rsa2048", "Rsa4096", "Rsa8192")),
        rotationPolicy: maybe(oneOf("Always", "Never")),
        duration: maybe(duration),
        renewBefore: maybe(mostly(fc.constantFrom("10m", "59m"), duration)),
      }),
    }),
    fc.record({ secretName: objectName }),
    fc.record({
      issued: fc.record({ issuerRef, dnsNames, ipAddresses, includeLocalhost: maybe(fc.boolean()) }),
    }),
  ),
  fc.constant({}),
);

const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 65_535, 65_536, 1883.5, -1, 18_883));
const reference = fc.record({ name: resourceName });
const port = (isNodePort: boolean): fc.Arbitrary<ListenerPortArgs> =>
  fc.record(
    {
      port: mostly(fc.integer({ min: 1, max: 18_000 }), numbers),
      nodePort: isNodePort
        ? mostly(fc.integer({ min: 30_000, max: 32_767 }), numbers)
        : mostly(fc.constant(undefined), numbers),
      protocol: oneOf("Mqtt", "WebSockets", "webSockets" as "WebSockets"),
      authenticationRef: mostly(reference, fc.constant(undefined)),
      authorizationRef: reference,
      tls,
    },
    { requiredKeys: ["port", "authenticationRef"] },
  );

const listener = (types: fc.Arbitrary<NonNullable<ListenerArgs["serviceType"]>>): fc.Arbitrary<ListenerArgs> =>
  types.chain(serviceType =>
    fc.record({
      listenerName: mostly(fc.constantFrom("mqtts-endpoint", "a1b", "x".repeat(40)), odd),
      serviceType: fc.constant(serviceType),
      serviceName: maybe(mostly(fc.constantFrom("my-service", "a"), odd)),
      ports: list(port(serviceType === "NodePort"), 1),
    }),
  );

/** Arguments of a `BrokerListener`. */
export const listeners: fc.Arbitrary<BrokerListenerArgs> = fc
  .record({
    ...common,
    listener: listener(oneOf("LoadBalancer", "NodePort", "ClusterIp", "loadBalancer" as "LoadBalancer")),
  })
  .map(({ listener: its, ...rest }) => ({ ...rest, ...its }));

const count = (greatest: number) => mostly(fc.integer({ min: 1, max: greatest }), numbers);
const settings: fc.Arbitrary<BrokerSettingsArgs> = fc.record(
  {
    cardinality: fc.record({
      frontendReplicas: count(16),
      frontendWorkers: maybe(count(16)),
      backendPartitions: count(16),
      backendRedundancyFactor: count(5),
      backendWorkers: maybe(count(16)),
    }),
    memoryProfile: oneOf("Tiny", "Low", "Medium", "High", "tiny" as "Tiny"),
    cpuLimits: fc.boolean(),
    diskBufferSize: often(fc.constantFrom("1G", "500M", "0K"), fc.oneof(odd, fc.constantFrom("1Gi", "1.5G", "G"))),
    encryptInternalTraffic: fc.boolean(),
    logLevel: mostly(fc.constantFrom("info", "debug,hyper=off"), odd),
  },
  { requiredKeys: [] },
);

const severalListeners = maybe(
  list(listener(mostly(fc.constantFrom("LoadBalancer", "NodePort"), fc.constant("ClusterIp"))), 0, 2),
);

/** Arguments of a `Broker`: a new one, or the one that comes with Azure IoT Operations. */
export const brokers: fc.Arbitrary<BrokerArgs> = fc.oneof(
  fc.record({ ...common, brokerName: resourceName, settings: maybe(settings), listeners: severalListeners }),
  fc.record({ ...common, brokerName: fc.constant(undefined), listeners: severalListeners }),
);

/** Arguments of a `Broker` that adds ports to the default listener. */
export const extendedBrokers: fc.Arbitrary<BrokerArgs> = fc.record({
  kubernetes,
  defaultListenerPorts: list(port(false), 0),
});
