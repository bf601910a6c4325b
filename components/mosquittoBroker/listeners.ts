/** The listeners of one Mosquitto, and the rules across them. */
import type * as pulumi from "@pulumi/pulumi";
import { checkIssuedTls } from "../listeners/issuedTls";
import type { IssuedFor, IssuedTls } from "../listeners/issuedTls";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { gated, input, optional, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { checkList, checkObject, exactlyOne, ifGiven, oneOf } from "../inputs/values";
import type { Objection } from "../inputs/warnings";
import { ListenerProtocol } from "../listeners/protocol";
import { checkDistinctPorts, checkListenerPort, checkNodePort } from "../kubernetes/ports";
import { checkObjectName } from "../kubernetes/names";
import { checkExtraConfig } from "./extraConfiguration";
import { isOfficialTwoZero, isTwoZero } from "./image";
import type { MosquittoListenerArgs, MosquittoTlsArgs } from "./args";

/** A listener. */
export interface MosquittoListener {
  port: number;
  protocol: ListenerProtocol;
  nodePort: pulumi.Output<number | undefined>;
  extraConfig: pulumi.Output<string | undefined>;
  /** Undefined for a listener without TLS. */
  tls?: MosquittoTls;
}

/** The certificate of a listener: exactly one of the two. */
export interface MosquittoTls {
  secretName?: pulumi.Output<string>;
  issued?: IssuedTls;
}

/** What the certificates of all listeners share. */
type Shared = Omit<IssuedFor, "mixedKeys">;

export const withTls = ({ tls }: MosquittoListener) => tls !== undefined;
export const withoutTls = ({ tls }: MosquittoListener) => tls === undefined;

/** The listeners, in the order of the arguments. Refuses listeners that one Mosquitto cannot open. */
export function checkListeners(args: MosquittoListenerArgs[], path: PropertyPath, shared: Shared): MosquittoListener[] {
  if (checkList(plain(args, path), path).length === 0) {
    refuse(path, "is empty: the broker needs at least one listener, such as {port: 8883, tls: ...}");
  }
  const listeners = checkEach(args, path, (listener, at) => checkListener(listener, at, shared));
  checkDistinctPorts(
    listeners.map(({ port }) => port),
    listeners.map((_, index) => path.index(index).child("port")),
  );
  return withDistinctNodePorts(listeners, args, path);
}

/** Refuses WebSockets alone with an image that does not start then. Warns if the image may be a copy of such an image. */
export function checkImageStarts(
  listeners: MosquittoListener[],
  image: string,
  path: PropertyPath,
  warn: Objection,
): void {
  if (!isTwoZero(image) || listeners.some(({ protocol }) => protocol !== ListenerProtocol.WebSockets)) return;
  const found = "has WebSockets only, with which";
  const advice = "add a listener with protocol Mqtt, or use Mosquitto 2.1.1 or later";
  if (isOfficialTwoZero(image)) refuse(path, `${found} the image ${unlessSecret(image)} does not start: ${advice}`);
  warn(
    path,
    `${found} the official image of Mosquitto 2.0 does not start. If ${unlessSecret(image)} is a copy, ${advice}`,
  );
}

function checkListener(args: MosquittoListenerArgs, path: PropertyPath, shared: Shared): MosquittoListener {
  const { port, protocol, nodePort, extraConfig, tls } = checkObject(plain(args, path), path);
  return checkAll({
    port: () => checkListenerPort(plain(port, path.child("port")), path.child("port")),
    protocol: () =>
      optional(plain(protocol, path.child("protocol")), path.child("protocol"), oneOf(ListenerProtocol)) ??
      ListenerProtocol.Mqtt,
    nodePort: () => input(nodePort, path.child("nodePort"), ifGiven(checkNodePort)),
    extraConfig: () => input(extraConfig, path.child("extraConfig"), ifGiven(checkExtraConfig("listener"))),
    tls: () => optional(tls, path.child("tls"), (settings, at) => checkTls(settings, at, shared)),
  });
}

function checkTls(args: MosquittoTlsArgs, path: PropertyPath, shared: Shared): MosquittoTls {
  const advice = "or remove tls for a port without TLS";
  const kind = "have secretName or issued: remove it for a port without TLS";
  const { secretName, issued } = checkObject(plain(args, path), path, kind);
  if (exactlyOne({ secretName, issued }, ["secretName", "issued"], path, advice) === "secretName") {
    return { secretName: input(secretName!, path.child("secretName"), checkObjectName) };
  }
  const at = path.child("issued");
  return {
    issued: checkIssuedTls(checkObject(plain(issued!, at), at), { ...shared, mixedKeys: leftToCertificate }, at),
  };
}

/** The ServerCertificate of the listener warns of it. */
const leftToCertificate = () => undefined;

/** Each node port waits until it is known that no other listener has it. */
function withDistinctNodePorts(
  listeners: MosquittoListener[],
  args: MosquittoListenerArgs[],
  path: PropertyPath,
): MosquittoListener[] {
  const nodePorts = args.map(({ nodePort }) => nodePort);
  const distinct = input(nodePorts, path, ports => {
    const used = [...ports.keys()].filter(index => ports[index] !== undefined);
    checkDistinctPorts(
      used.map(index => ports[index]!),
      used.map(index => path.index(index).child("nodePort")),
    );
  });
  return listeners.map(listener => ({ ...listener, nodePort: gated(listener.nodePort, distinct) }));
}
