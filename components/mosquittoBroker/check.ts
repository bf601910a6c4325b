/** The arguments of a `MosquittoBroker`, checked. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { gated, input, optional, optionalInput, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { ifGiven, oneOf } from "../inputs/values";
import { warnAt } from "../inputs/warnings";
import type { Objection } from "../inputs/warnings";
import { checkStrict } from "../issuing/strict";
import { checkNamespaceName, checkServiceName } from "../kubernetes/names";
import { ServiceType } from "../kubernetes/serviceType";
import { checkAcl } from "./acl";
import type { MosquittoBrokerArgs, MosquittoListenerArgs, MosquittoServiceArgs } from "./args";
import { checkConfiguration } from "./configuration";
import { checkPasswordFile } from "./existingPasswordFile";
import { checkExtraConfig, checkSince } from "./extraConfiguration";
import { checkFiles, checkFilesFit } from "./files";
import { checkImage, checkImageName, defaultImage } from "./image";
import { checkListeners, checkImageStarts, withTls, withoutTls } from "./listeners";
import type { MosquittoListener } from "./listeners";
import { checkMemoryLimit } from "./memory";
import { checkPersistence } from "./persistence";
import { Platform } from "./platform";
import { checkRoute } from "./route";
import { checkService } from "./services";
import { checkAllowAnonymous, checkUsers } from "./users";

/** A Mosquitto and all that belongs to it. */
export type Mosquitto = ReturnType<typeof checkMosquitto>;

const at = (argument: keyof MosquittoBrokerArgs) => PropertyPath.root.child(argument);

export function checkMosquitto(name: string, args: MosquittoBrokerArgs, resource: pulumi.Resource) {
  const alone = checkEachArgument(name, args);
  const labels: Record<string, string> = { "app.kubernetes.io/name": "mosquitto", "app.kubernetes.io/instance": name };
  const reloaderImage = alone.reloaderImage ?? alone.image;
  return { ...alone, ...checkTogether(args, alone, warnAt(resource)), reloaderImage, labels };
}

function checkEachArgument(name: string, args: MosquittoBrokerArgs) {
  return checkAll({
    name: () => checkServiceName(name, PropertyPath.root.child("name"), "-tcp".length),
    strict: () => checkStrict(args.strict),
    namespace: () => input(args.namespace, at("namespace"), checkNamespaceName),
    listeners: () => {
      const shared = { namespace: args.namespace, serviceName: `${name}-tls`, strict: args.strict === true };
      return checkListeners(args.listeners, at("listeners"), shared);
    },
    tcpService: () => checkService(args.tcpService, at("tcpService")),
    tlsService: () => checkService(args.tlsService, at("tlsService")),
    users: () => optional(args.users, at("users"), checkUsers) ?? [],
    passwordFile: () => checkPasswordFile(args, PropertyPath.root),
    acl: () => optionalInput(args.acl, at("acl"), checkAcl),
    extraConfig: () => optionalInput(args.extraConfig, at("extraConfig"), ifGiven(checkExtraConfig("broker"))),
    files: () => checkFiles(args.files ?? [], at("files")),
    persistence: () => optional(args.persistence, at("persistence"), checkPersistence),
    platform: () => oneOf(Platform)(plain(args.platform, at("platform")) ?? Platform.Kubernetes, at("platform")),
    image: () => input(args.image ?? defaultImage, at("image"), checkImage),
    reloaderImage: () => optionalInput(args.reloaderImage, at("reloaderImage"), checkImageName),
    memoryLimit: () => input(args.memoryLimit ?? "128Mi", at("memoryLimit"), checkMemoryLimit),
  });
}

/** The rules that involve several arguments. */
function checkTogether(args: MosquittoBrokerArgs, alone: ReturnType<typeof checkEachArgument>, warn: Objection) {
  const { name, listeners, users, passwordFile, tcpService, tlsService } = alone;
  const hasPasswordFile = users.length > 0 || passwordFile !== undefined;
  const results = checkAll({
    usedServices: () => {
      checkUsed(args.tcpService, listeners.some(withoutTls), at("tcpService"), "without TLS");
      checkUsed(args.tlsService, listeners.some(withTls), at("tlsService"), "with TLS");
      checkNodePortsUsed(args.listeners, tcpService.type, tlsService.type);
    },
    allowAnonymous: () =>
      input(args.allowAnonymous ?? false, at("allowAnonymous"), (allowed, path) =>
        checkAllowAnonymous(allowed, path, hasPasswordFile),
      ),
    imageFits: () => {
      const texts = [alone.extraConfig, ...listeners.map(({ extraConfig }) => extraConfig)];
      return input({ image: alone.image, texts }, at("listeners"), (known, path) =>
        checkImageFor(listeners, known, path, warn),
      );
    },
    filesFit: () => checkFilesFit(alone.files, at("files")),
    route: () =>
      optional(args.route, at("route"), (route, path) =>
        checkRoute(route, path, { name, namespace: args.namespace, listeners }),
      ),
  });
  const { configuration, fitsWithAcl } = checkConfiguration({ ...alone, ...results, hasPasswordFile });
  // What involves several texts is waited for by the image alone: a preview then shows no text as changed with another,
  // and none becomes secret with another.
  const fit = pulumi.unsecret(pulumi.all([results.imageFits, results.filesFit, fitsWithAcl]));
  return { ...results, configuration, hasPasswordFile, image: gated(alone.image, fit) };
}

/** Refuses an image that does not start with these listeners, or does not have a setting of `extraConfig`. */
function checkImageFor(
  listeners: MosquittoListener[],
  { image, texts: [general, ...ofListeners] }: { image: string; texts: (string | undefined)[] },
  path: PropertyPath,
  warn: Objection,
): void {
  checkSince(general, image, at("extraConfig"));
  checkEach(ofListeners, path, (text, ofListener) => checkSince(text, image, ofListener.child("extraConfig")));
  checkImageStarts(listeners, image, path, warn);
}

function checkUsed(service: MosquittoServiceArgs | undefined, isUsed: boolean, path: PropertyPath, kind: string): void {
  if (service !== undefined && !isUsed) {
    refuse(path, `is set, but there is no listener ${kind}: add one, or remove ${path}`);
  }
}

function checkNodePortsUsed(listeners: MosquittoListenerArgs[], tcpType: ServiceType, tlsType: ServiceType): void {
  checkEach(listeners, at("listeners"), ({ nodePort, tls }, path) => {
    if (nodePort !== undefined && (tls === undefined ? tcpType : tlsType) === ServiceType.ClusterIP) {
      const reason = "is set, but its Service has type ClusterIP: use NodePort or LoadBalancer, or remove nodePort";
      refuse(path.child("nodePort"), reason);
    }
  });
}
