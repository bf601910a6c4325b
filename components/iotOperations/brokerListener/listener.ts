/** A listener whose arguments are checked. */
import type * as pulumi from "@pulumi/pulumi";
import type { Nodes } from "../../kubernetes/nodes";
import type { IssuedTls } from "../../listeners/issuedTls";
import type { ManualCertificate } from "../../listeners/manualCertificate";
import type { ControlPlane } from "../controlPlane";
import type { PlainListener, PlainPort } from "./plainListener";

/** A listener. */
export interface Listener extends Pick<PlainListener, "name" | "type" | "serviceName"> {
  controlPlane: ControlPlane;
  brokerName: pulumi.Output<string>;
  ports: ListenerPort[];
  nodes: Nodes;
  waitImage: pulumi.Output<string> | undefined;
  timeoutSeconds: pulumi.Output<number>;
  warnings: pulumi.Output<string[]>;
}

/** A port. */
export interface ListenerPort extends Pick<PlainPort, "path" | "protocol"> {
  port: number;
  nodePort: number | undefined;
  authenticationRef?: pulumi.Output<string>;
  authorizationRef?: pulumi.Output<string>;
  tls?: PortTls;
}

/** The certificate of a port. */
export interface PortTls {
  /** As the REST API writes it. */
  tree: Record<string, pulumi.Input<unknown>>;
  /** A Secret that is created elsewhere, or from `manual`. */
  secretName?: pulumi.Output<string>;
  manual?: ManualCertificate;
  /** Whether the Secret may not exist yet, because no resource of the program seems to create it. */
  awaitsSecret?: boolean;
  issued?: IssuedTls;
  /** The Secret of `issued`, known before the certificate is. */
  issuedSecretName?: string;
  automatic?: AutomaticTls;
  /** Warnings that are only known later. */
  warnings?: pulumi.Output<string[]>;
}

/** The names in an automatic certificate, and the CA certificates that clients must trust, as far as they are known. */
export interface AutomaticTls {
  /** Whether it was known at once that there are no names. */
  namesNothing: boolean;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** What all listeners of a broker share. */
export interface ListenerOwner {
  controlPlane: ControlPlane;
  /** Plain if it is known at once, so that a check that uses it need not wait. */
  brokerName: pulumi.Input<string>;
  /** Resolves once the Secrets of all ports are known to be distinct. */
  secretsDistinct: pulumi.Output<unknown>;
}
