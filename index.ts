/** Pulumi components for a secured MQTT endpoint on Kubernetes. */
export { AksCluster } from "./components/aksCluster/aksCluster";
export type { AksAadArgs, AksClusterArgs, AksRegistryArgs } from "./components/aksCluster/args";
export {
  AksNetworkDataplane,
  AksNetworkPolicy,
  AksNodeOsUpgradeChannel,
  AksPoolMode,
  AksRegistrySku,
  AksTier,
  AksUpgradeChannel,
} from "./components/aksCluster/enums";
export type { AksNetworkArgs } from "./components/aksCluster/networkArgs";
export type { AksNodePoolArgs, AksPoolArgs, AksSystemPoolArgs } from "./components/aksCluster/poolArgs";
export type { CertificateAuthorityArgs } from "./components/issuing/authority";
export { CertificateChain } from "./components/certificateChain/certificateChain";
export type { CertificateChainArgs, ExistingRootArgs } from "./components/certificateChain/args";
export { CertificateIssuer } from "./components/certificateIssuer/certificateIssuer";
export type { CertificateIssuerArgs, ExistingCaArgs, SelfSignedCaArgs } from "./components/certificateIssuer/args";
export { CertManager } from "./components/certManager/certManager";
export type {
  CertManagerArgs,
  CertManagerChartArgs,
  CertManagerCrdsArgs,
  CertManagerResourcesArgs,
} from "./components/certManager/args";
export type { IssuedTlsArgs } from "./components/listeners/issuedTlsArgs";
export { IssuerKind } from "./components/issuing/issuerRef";
export type { IssuerRef, IssuerRefArgs } from "./components/issuing/issuerRef";
export { KeyAlgorithm } from "./components/x509/keyAlgorithm";
export type { ManualCertificateArgs } from "./components/listeners/manualCertificateArgs";
export { RotationPolicy } from "./components/issuing/issuanceArgs";
export { ServerCertificate } from "./components/serverCertificate/serverCertificate";
export type { ServerCertificateArgs } from "./components/serverCertificate/args";
export { TrustBundle } from "./components/trustBundle/trustBundle";
export type { TrustBundleArgs } from "./components/trustBundle/args";
export { Broker } from "./components/iotOperations/broker/broker";
export type { DeclaredListener } from "./components/iotOperations/broker/ownedListener";
export { MemoryProfile } from "./components/iotOperations/broker/args";
export type { BrokerArgs, BrokerCardinalityArgs, BrokerSettingsArgs } from "./components/iotOperations/broker/args";
export { BrokerAuthentication } from "./components/iotOperations/brokerAuthentication/brokerAuthentication";
export type {
  AuthenticationMethodArgs,
  BrokerAuthenticationArgs,
  CertificateAttributesArgs,
  CustomMethodArgs,
  ServiceAccountTokenMethodArgs,
  X509MethodArgs,
} from "./components/iotOperations/brokerAuthentication/args";
export { BrokerAuthorization } from "./components/iotOperations/brokerAuthorization/brokerAuthorization";
export {
  BrokerResourceMethod,
  StateStoreKeyType,
  StateStoreMethod,
} from "./components/iotOperations/brokerAuthorization/args";
export type {
  AuthorizationRuleArgs,
  BrokerAuthorizationArgs,
  BrokerResourceArgs,
  PrincipalsArgs,
  StateStoreResourceArgs,
} from "./components/iotOperations/brokerAuthorization/args";
export { BrokerListener } from "./components/iotOperations/brokerListener/brokerListener";
export type { AzureControlPlaneArgs, KubernetesControlPlaneArgs } from "./components/iotOperations/controlPlaneArgs";
export type {
  AutomaticTlsArgs,
  BrokerListenerArgs,
  ListenerArgs,
  ListenerPortArgs,
  ListenerTlsArgs,
} from "./components/iotOperations/brokerListener/args";
export { ListenerKeyAlgorithm, ListenerServiceType } from "./components/iotOperations/brokerListener/args";
export type {
  BrokerAuthenticationRef,
  BrokerAuthenticationRefArgs,
  BrokerAuthorizationRef,
  BrokerAuthorizationRefArgs,
} from "./components/iotOperations/resourceRefs";
export { MosquittoBroker } from "./components/mosquittoBroker/mosquittoBroker";
export type {
  MosquittoBrokerArgs,
  MosquittoListenerArgs,
  MosquittoServiceArgs,
  MosquittoTlsArgs,
  MosquittoUserArgs,
} from "./components/mosquittoBroker/args";
export type {
  KeyReferenceArgs,
  MosquittoFileArgs,
  MosquittoPersistenceArgs,
} from "./components/mosquittoBroker/dataArgs";
export type { MosquittoRouteArgs } from "./components/mosquittoBroker/routeArgs";
export { Platform } from "./components/mosquittoBroker/platform";
export type { ListenerEndpoint } from "./components/listeners/endpoint";
export { ListenerProtocol } from "./components/listeners/protocol";
export { NamespaceIsolation } from "./components/namespaceIsolation/namespaceIsolation";
export type {
  IsolationDestinationArgs,
  IsolationEgressArgs,
  NamespaceIsolationArgs,
} from "./components/namespaceIsolation/args";
export { PolicyEngine } from "./components/namespaceIsolation/args";
export type { ServiceEndpointPort } from "./components/serviceEndpoint/addresses";
export { ServiceEndpoint } from "./components/serviceEndpoint/serviceEndpoint";
export type { AwaitedServiceArgs, ServiceEndpointArgs } from "./components/serviceEndpoint/args";
export { ServiceType } from "./components/kubernetes/serviceType";
