/** A listener, checked. */
import type * as pulumi from "@pulumi/pulumi";
import type { PropertyPath } from "../../inputs/path";
import type { IssuedTls } from "../../listeners/issuedTls";
import type { ManualCertificate } from "../../listeners/manualCertificate";
import type { ListenerProtocol } from "../../listeners/protocol";
import type { ControlPlane } from "../controlPlane";
import type { ListenerServiceType } from "./args";

/** A listener. */
export interface Listener {
  controlPlane: ControlPlane;
  brokerName: pulumi.Output<string>;
  name: string;
  type: ListenerServiceType;
  serviceName: string;
  ports: ListenerPort[];
  nodes: Nodes;
  waitImage: pulumi.Output<string> | undefined;
  timeoutSeconds: pulumi.Output<number>;
  warnings: pulumi.Output<string[]>;
}

/** The nodes by which clients outside reach a NodePort. */
export interface Nodes {
  nodeAddresses?: pulumi.Output<string[]>;
  nodeNames?: string[];
}

/** A port. */
export interface ListenerPort {
  port: number;
  protocol: ListenerProtocol;
  nodePort: number | undefined;
  /** Where it stands in the arguments. */
  path: PropertyPath;
  authenticationRef?: pulumi.Output<string>;
  authorizationRef?: pulumi.Output<string>;
  tls?: PortTls;
}

/** The certificate of a port. */
export interface PortTls {
  /** In the words of the REST API. */
  tree: Record<string, pulumi.Input<unknown>>;
  /** A Secret that is made elsewhere, or from `manual`. */
  secretName?: pulumi.Output<string>;
  manual?: ManualCertificate;
  /** Whether the Secret may not exist yet: nothing in the program is seen to make it. */
  awaitsSecret?: boolean;
  issued?: IssuedTls;
  /** The Secret of `issued`, known before the certificate is. */
  issuedSecretName?: string;
  automatic?: AutomaticTls;
  /** What to warn of that is only known later. */
  warnings?: pulumi.Output<string[]>;
}

/** What an automatic certificate is for, and what clients must trust, as far as that is known. */
export interface AutomaticTls {
  /** Whether it was seen at once that there are no names. */
  namesNothing: boolean;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** What all listeners of a broker share. */
export interface ListenerOwner {
  controlPlane: ControlPlane;
  /** Plain if it is known at once: a check by it need not wait. */
  brokerName: pulumi.Input<string>;
  /** Resolved when the Secrets of all ports are known to be distinct. */
  secretsDistinct: pulumi.Output<unknown>;
}
