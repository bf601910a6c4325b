/** A broker for each version of Mosquitto, all alike, and the users in their password files. */
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import * as kubernetes from "@pulumi/kubernetes";
import { passwordFile as hashedHere } from "../../../components/mosquittoBroker/passwordFile";
import { CertificateChain, ListenerProtocol, MosquittoBroker, ServiceType } from "../../../index";
import { mosquittoImage, newestMosquittoImage, oldestMosquittoImage } from "../../../sandbox/machine/mosquittoImages";
import { apply, kubectl } from "../../../sandbox/testing/kubectl";

const execute = promisify(execFile);

/** The images by broker name; undefined if Debian has no such version. */
export const images: Record<string, string | undefined> = {
  oldest: oldestMosquittoImage,
  current: mosquittoImage,
  newest: newestMosquittoImage(),
};

/** The images that exist. */
export const available = Object.entries(images).filter((entry): entry is [string, string] => entry[1] !== undefined);

/** The password of every user except `changed`. */
export const password = "open sesame";

/** The names in `mosquitto_passwd` for the kinds of hash that some version writes; users are named after them. */
export const kinds = ["sha512", "sha512-pbkdf2", "argon2id"];

/** The hash of `password`, as argon2's own library writes it. */
const argon2idHash =
  "$argon2id$v=19$m=47104,t=1,p=1$JcVqS6evAl/Ip9tT3MhJYcdzXEq2rqp5rnLtx3VqiRFIvtw5ECVvcb48hW/tdyWPebWsACmVPAzJpMqaftfrpg" +
  "$eez+/tU/GqbPOx8uVWnWuCiAWacsOy+tTCUxG+jrU/WbKesX0XmCpVZye15nNh6Eo/Rl/zv8EvJcCo6OwHS3Cg";

/** What the updates of the brokers change. */
export interface Settings {
  /** A name in the certificate for MQTT with TLS. */
  certificateName: string;
  acl: string;
}

/** The brokers, each with a listener of every kind and a volume; outputs are the root and each broker's endpoints. */
export function versionedMosquittos(namespace: string, { certificateName, acl }: Settings) {
  const provider = new kubernetes.Provider("cluster", { enableSecretMutable: true, enableConfigMapMutable: true });
  const { authority, rootCertificatePem } = new CertificateChain("chain", {});
  const endpoints = available.map(([name, image]) => {
    const broker = new MosquittoBroker(
      name,
      {
        namespace,
        image,
        listeners: [
          { port: 1883 },
          { port: 8883, tls: { issued: { authority, dnsNames: [certificateName] } } },
          // A changed certificate for WebSockets would restart the container, so theirs stays.
          { port: 8080, protocol: ListenerProtocol.WebSockets },
          { port: 8443, protocol: ListenerProtocol.WebSockets, tls: { issued: { authority } } },
        ],
        passwordFileSecret: { name: `${name}-users`, key: "users" },
        acl,
        persistence: { size: "16Mi", retain: false },
        files: [{ path: "/mosquitto/own/note", content: "of the user's" }],
        tcpService: { type: ServiceType.LoadBalancer },
        tlsService: { type: ServiceType.LoadBalancer },
      },
      { provider },
    );
    return [name, broker.endpoints.apply(all => all.map(({ host, port }) => ({ host, port })))] as const;
  });
  return { root: rootCertificatePem, ...Object.fromEntries(endpoints) };
}

/**
 * Gives each broker its password file: the same users for all, the users whose hashes its own `mosquitto_passwd` wrote, and
 * for 2.0 one with a hash that it does not know.
 */
export async function applyUsers(namespace: string, ownUsers: Record<string, string>, changed: string): Promise<void> {
  const users: [string, string][] = [
    ["steady", password],
    ["changed", changed],
  ];
  const common = hashedHere(users, namespace) + (await simplyHashed());
  const secrets = available.map(([name, image]) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: `${name}-users`, namespace },
    stringData: { users: common + ownUsers[name] + (isTwoZero(image) ? `argon2id:${argon2idHash}\n` : "") },
  }));
  await apply(...secrets);
}

/** Whether an image is of Mosquitto 2.0. */
export function isTwoZero(image: string): boolean {
  return image.includes(":2.0.");
}

/** What an image's own `mosquitto_passwd` writes for each kind of hash that it knows. */
export async function usersWrittenBy(image: string, namespace: string, pod: string): Promise<string> {
  const attempt = `mosquitto_passwd -H $kind -b -c /tmp/$kind $kind '${password}' > /dev/null 2>&1 && cat /tmp/$kind`;
  const container = {
    name: "main",
    image,
    command: ["sh", "-c", `for kind in ${kinds.join(" ")}; do ${attempt}; done; true`],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  };
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
  const spec = { restartPolicy: "Never", containers: [container], securityContext };
  await apply({ apiVersion: "v1", kind: "Pod", metadata: { name: pod, namespace }, spec });
  const completed = "--for=jsonpath={.status.phase}=Succeeded";
  await kubectl("wait", "--namespace", namespace, `pod/${pod}`, completed, "--timeout=60s");
  return kubectl("logs", "--namespace", namespace, pod);
}

/** A user `simple` with the hash from before 2.0, written by the installed Mosquitto's own program: 2.1's no longer can. */
async function simplyHashed(): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-passwords-"));
  const file = path.join(folder, "passwords");
  try {
    await execute("mosquitto_passwd", ["-H", "sha512", "-b", "-c", file, "simple", password]);
    return await fs.readFile(file, "utf8");
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}
