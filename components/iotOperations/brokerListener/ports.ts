/** The ports of a listener, checked. */
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

/** The ports that the arguments give; the rules have seen to what is plain in them. */
export function checkPorts(listener: PlainListener, owner: ListenerOwner): ListenerPort[] {
  const given = listener.ports.filter(port => !isBuiltIn(port));
  return checkEach(given, PropertyPath.root, port => checkPort(port, listener, owner));
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
        input({ ref, brokerName }, at, given => checkRef(given.ref, given.ref?.brokerName, given.brokerName, at)),
      ),
    tls: () => args.tls && checkTls(args.tls, path.child("tls"), { ...owner, listener, port: args.port }),
  });
  return { port: args.port, nodePort: args.nodePort, protocol, path, ...parts };
}

/** Its name. Whether it takes client certificates by itself, since the name may only be known later. */
function checkAuthenticationRef(
  ref: pulumi.Input<BrokerAuthenticationRefArgs>,
  path: PropertyPath,
  port: PlainPort,
  brokerName: pulumi.Input<string>,
): pulumi.Output<string> {
  const allowed = input(clientCertificatesOf(ref), path.child("usesClientCertificates"), (given = false, at) => {
    enforce(rules["7"], clientCertificatesWithoutTls(port, checkBoolean(given, at)), false);
  });
  const name = input({ ref, brokerName }, path, ({ ref: given, brokerName: ofPort }) => {
    // The one that Azure IoT Operations brings along.
    const itself = given?.name === "default" ? "default" : undefined;
    return checkRef(given, given?.brokerName === undefined ? itself : given.brokerName, ofPort, path);
  });
  return gated(name, allowed);
}

/** The name in a reference, which is of the broker of the port if its broker is known. */
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
