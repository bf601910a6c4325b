/** The arguments for which nothing counts as left out, each of them by its type. */

/**
 * Nothing is null, of which YAML makes a property without a value, or an Output of undefined. The argument then has its
 * default. What would open something by being left out, such as `tls` of a listener, must not be here.
 */
const byType: Record<string, string> = {
  AksCluster: "dnsPrefix tier kubernetesVersion upgradeChannel nodeOsUpgradeChannel network systemPool pools registry",
  AksNetworkArgs:
    "addressPrefixes subnetAddressPrefix overlay podCidr serviceCidr dnsServiceIp networkPolicy networkDataplane",
  AksSystemPoolArgs: "name count maxPods maxSurge vmSize",
  AksNodePoolArgs: "count maxPods maxSurge mode vmSize",
  AksRegistryArgs: "sku",
  CertManager: "existing createNamespace namespace kubectlImage timeoutSeconds chart crds replicas resources values",
  CertManagerCrdsArgs: "enabled keep",
  CertManagerResourcesArgs: "requests limits",
  CertificateChain:
    "algorithm organization rootCommonName rootValidityHours rootEarlyRenewalHours intermediateCommonName " +
    "intermediateValidityHours intermediateEarlyRenewalHours",
  CertificateIssuer: "issuerName kind namespace",
  ExistingCaArgs: "secretName chainPem",
  SelfSignedCaArgs: "algorithm commonName secretName duration renewBefore",
  CertificateAuthorityArgs: "chainPem rootCertificatePem algorithm",
  IssuerRefArgs: "group namespace caCertificatePem chainPem algorithm",
  ServerCertificate:
    "secretName commonName algorithm validityHours earlyRenewalHours duration renewBefore rotationPolicy",
  IssuedTlsArgs:
    "dnsNames ipAddresses includeLocalhost onlyGivenNames algorithm validityHours earlyRenewalHours duration renewBefore rotationPolicy",
  TrustBundle: "configMapName",
  ServiceEndpoint: "type ipAddress nodeAddresses nodeNames",
  AwaitedServiceArgs: "awaitType image nodePortsFor timeoutSeconds",
  // Without labels, all pods are closed; without clients, nobody else enters.
  NamespaceIsolation:
    "podLabels clientNamespaceLabels clientCidrs tcpPorts udpPorts administrationNamespaceLabels policyEngine",
  IsolationEgressArgs: "destinations",
  // Only in an Output of undefined, which cannot be told from a member that is undefined.
  IsolationDestinationArgs: "podLabels tcpPorts udpPorts",
  MosquittoBroker: "tcpService tlsService files platform image memoryLimit allowAnonymous extraConfig",
  MosquittoListenerArgs: "nodePort extraConfig",
  MosquittoPersistenceArgs: "retain",
  MosquittoServiceArgs: "type annotations",
  MosquittoRouteArgs: "annotations",
  Broker: "azure kubernetes",
  BrokerAuthentication: "azure kubernetes",
  BrokerAuthorization: "azure kubernetes",
  BrokerListener: "azure kubernetes timeoutSeconds",
  ListenerArgs: "timeoutSeconds",
  AutomaticTlsArgs: "dnsNames ipAddresses duration renewBefore rotationPolicy",
  ManualCertificateArgs: "trustBundlePem",
  BrokerAuthenticationRefArgs: "brokerName usesClientCertificates",
  BrokerAuthorizationRefArgs: "brokerName",
  AuthorizationRuleArgs: "brokerResources stateStoreResources",
  PrincipalsArgs: "clientIds usernames attributes",
  // clientIds only in an Output of undefined.
  BrokerResourceArgs: "topics clientIds",
};

export const mayBeLeftOut = new Set(
  Object.entries(byType).flatMap(([type, members]) => members.split(" ").map(member => `${type}.${member}`)),
);
