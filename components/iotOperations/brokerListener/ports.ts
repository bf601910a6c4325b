/** Checks the ports of a listener. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { gated, input, optional } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { shown } from "../../inputs/shown";
import { checkBoolean, checkObject } from "../../inputs/values";
import { clientCertificatesOf } from "../resourceRefs";
import type { BrokerAuthenticationRefArgs } from "../resourceRefs";
import { checkResourceName } from "../values";
import { enforce } from "./findings";
import type { ListenerOwner, ListenerPort } from "./listener";
import { isBuiltIn } from "./plainListener";
import type { PlainListener, PlainPort } from "./plainListener";
import { clientCertificatesWithoutTls, ofAnotherBroker } from "./portRules";
import { checkTls } from "./portTls";
import { rules } from "./rules";

/** Checks what is not plain in the ports. The rules have checked the rest. */
export function checkPorts(listener: PlainListener, owner: ListenerOwner): ListenerPort[] {
  const ports = listener.ports.filter(port => !isBuiltIn(port));
  return checkEach(ports, PropertyPath.root, port => checkPort(port, listener, owner));
}

function checkPort(plain: PlainPort, listener: PlainListener, owner: ListenerOwner): ListenerPort {
  const { path, protocol, args } = plain;
  const { brokerName } = owner;
  const parts = checkAll({
    authenticationRef: () =>
      optional(args.authenticationRef, path.child("authenticationRef"), (ref, at) =>
        checkAuthenticationRef(ref, at, plain, brokerName),
      ),
    authorizationRef: () =>
      optional(args.authorizationRef, path.child("authorizationRef"), (ref, at) =>
        input({ ref, brokerName }, at, known => checkRef(known.ref, known.ref?.brokerName, known.brokerName, at)),
      ),
    tls: () => args.tls && checkTls(args.tls, path.child("tls"), { ...owner, listener, port: args.port }),
  });
  return { port: args.port, nodePort: args.nodePort, protocol, path, ...parts };
}

/** The name in the reference. Client certificates are checked on their own, since the name may be known later. */
function checkAuthenticationRef(
  ref: pulumi.Input<BrokerAuthenticationRefArgs>,
  path: PropertyPath,
  port: PlainPort,
  brokerName: pulumi.Input<string>,
): pulumi.Output<string> {
  const allowed = input(clientCertificatesOf(ref), path.child("usesClientCertificates"), (uses = false, at) => {
    enforce(rules["7"], clientCertificatesWithoutTls(port, checkBoolean(uses, at)), false);
  });
  const name = input({ ref, brokerName }, path, known => {
    // The authentication `default` comes with Azure IoT Operations, on the broker `default`.
    const ofDefault = known.ref?.name === "default" ? "default" : undefined;
    const ofRef = known.ref?.brokerName === undefined ? ofDefault : known.ref.brokerName;
    return checkRef(known.ref, ofRef, known.brokerName, path);
  });
  return gated(name, allowed);
}

/** The name in a reference. If the reference has a broker, it must be the broker of the port. */
function checkRef(
  ref: { name: string } | string,
  ofRef: string | undefined,
  ofPort: string,
  path: PropertyPath,
): string {
  if (typeof ref === "string" && ref !== "") refuse(path, `is ${shown(ref)}, but must be {name: ${shown(ref)}}`);
  const name = checkResourceName(checkObject(ref as { name: string }, path).name, path.child("name"));
  if (ofRef !== undefined) {
    checkResourceName(ofRef, path.child("brokerName"));
    enforce(rules["5a"], ofAnotherBroker(ofRef, ofPort, path), false);
  }
  return name;
}
