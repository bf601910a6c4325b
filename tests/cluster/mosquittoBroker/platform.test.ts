import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { Platform, podSecurityContext } from "../../../components/mosquittoBroker/platform";
import { CertificateChain, MosquittoBroker, ServiceType } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import {
  deleteNamespace,
  eventually,
  kubectl,
  kubectlWithInput,
  makeNamespace,
} from "../../../sandbox/testing/kubectl";
import { exchange } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";
import { constrain, namespaceUser, removeConstraints } from "../restrictedConstraints";

/** Tries each folder and each file: permissions alone do not show what is mounted read-only. */
const listWritable = `
find / \\( -path /proc -o -path /sys -o -path /dev \\) -prune -o \\( -type d -o -type f \\) -print | while read -r place; do
  if [ -d "$place" ]; then touch "$place/probe" && rm "$place/probe"; else true >> "$place"; fi 2> /dev/null && echo "$place"
done
true
`;

describe("a MosquittoBroker under the constraints of OpenShift", function () {
  this.timeout(180_000);
  let namespace: string;
  let test: TestStack;
  let connection: Connection;

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const provider = new kubernetes.Provider("cluster", { upsertExistingObjects: true, enablePatchForce: true });
    const { authority, rootCertificatePem } = new CertificateChain("chain", {});
    const broker = new MosquittoBroker(
      "broker",
      {
        namespace,
        platform: Platform.OpenShift,
        image: mosquittoImage,
        listeners: [{ port: 8883, tls: { issued: { authority } } }],
        tlsService: { type: ServiceType.LoadBalancer },
        users: [{ name: "factory", password: "open sesame" }],
        acl: "pattern readwrite #\n",
        files: [{ path: "/mosquitto/extra/note.txt", content: "a note" }],
        persistence: { size: "64Mi", retain: false },
      },
      { provider },
    );
    return { address: broker.host, root: rootCertificatePem };
  }

  before(async () => {
    namespace = await makeNamespace("openshift");
    await constrain(namespace);
    // The API server compiles a new policy some time after it has accepted it.
    await eventually(() => admittedUser({}), String(namespaceUser));
    test = await createTestStack({ run: program });
    const { outputs } = await test.stack.up();
    const [host, ca] = [outputs.address.value as string, outputs.root.value as string];
    connection = { host, port: 8883, ca, username: "factory", password: "open sesame" };
  });
  after(async () => {
    try {
      await test?.stack.destroy();
    } finally {
      await removeConstraints(namespace);
      await deleteNamespace(namespace);
    }
    await test?.remove();
  });

  it("could not run there with another platform's settings", async () => {
    const { runAsUser, fsGroup } = podSecurityContext(Platform.Kubernetes);
    const message = "user and group must be of the namespace's range";
    const refused = () =>
      admittedUser({ runAsUser, fsGroup }).catch((error: Error) => new RegExp(message).exec(error.message)?.[0] ?? "");
    await eventually(refused, message);
  });

  it("runs as a user in the namespace's range and the root group, in every container", async () => {
    for (const container of ["mosquitto", "reloader"]) {
      const ids = await inContainer(container, 'echo "$(id -u) $(id -g) $(id -G)"');
      assert.equal(ids, `${namespaceUser} 0 0 ${namespaceUser}\n`);
    }
  });

  it("reads its certificate, passwords and files, which no one else may read", async () => {
    assert.equal(await exchange(connection, "hello"), "hello");
    const files = ["certs/8883/tls.key", "passwords/passwords", "acl/acl", "extra/note.txt", "config/mosquitto.conf"];
    for (const file of files) {
      const mode = await inContainer("mosquitto", `stat -L -c '%a %u %g' /mosquitto/${file}`);
      assert.equal(mode, `440 0 ${namespaceUser}\n`, file);
    }
  });

  it("can write its data, and nothing else but the container's own devices", async () => {
    await inContainer("mosquitto", "kill -s USR1 $(pidof mosquitto)");
    await eventually(() => inContainer("mosquitto", "ls /mosquitto/data"), "mosquitto.db\n");
    assert.deepEqual(await writable("mosquitto"), ["/mosquitto/data", "/mosquitto/data/mosquitto.db"]);
    assert.deepEqual(await writable("reloader"), []);
  });

  it("shows no change in the next preview", async () => {
    assert.deepEqual(await planned(test.stack), []);
  });

  /** The user that a pod would run as. */
  async function admittedUser(ids: { runAsUser?: number; fsGroup?: number }): Promise<string> {
    const securityContext = { ...podSecurityContext(Platform.OpenShift), ...ids };
    const ofContainer = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
    const containers = [{ name: "main", image: mosquittoImage, securityContext: ofContainer }];
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "probe", namespace },
      spec: { securityContext, containers },
    };
    const output = "jsonpath={.spec.securityContext.runAsUser}";
    return kubectlWithInput(JSON.stringify(pod), "create", "--dry-run=server", "--output", output, "--filename", "-");
  }

  function inContainer(container: string, script: string): Promise<string> {
    return inMosquitto({ namespace, broker: "broker", container }, script);
  }

  function writable(container: string): Promise<string[]> {
    return writablePlaces({ namespace, broker: "broker", container });
  }
});

describe("a MosquittoBroker under the restricted Pod Security level", function () {
  this.timeout(180_000);
  let namespace: string;
  let test: TestStack;

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const args = { namespace, image: mosquittoImage, listeners: [{ port: 1883 }], users: [{ name: "factory" }] };
    const provider = new kubernetes.Provider("cluster");
    new MosquittoBroker("forgetful", args, { provider });
    new MosquittoBroker("keeping", { ...args, persistence: { size: "64Mi", retain: false } }, { provider });
  }

  before(async () => {
    namespace = await makeNamespace("restricted");
    await kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
    test = await createTestStack({ run: program });
    await test.stack.up();
  });
  after(async () => {
    try {
      await test?.stack.destroy();
    } finally {
      await deleteNamespace(namespace);
    }
    await test?.remove();
  });

  for (const [broker, places] of [
    ["forgetful", []],
    ["keeping", ["/mosquitto/data"]],
  ] as const) {
    it(`can write ${places.join() || "nothing"} ${places.length > 0 ? "with" : "without"} persistence`, async () => {
      const container = "mosquitto";
      assert.equal(await inMosquitto({ namespace, broker, container }, "id -u"), "1883\n");
      assert.deepEqual(await writablePlaces({ namespace, broker, container }), places);
      assert.deepEqual(await writablePlaces({ namespace, broker, container: "reloader" }), []);
    });
  }
});

interface Container {
  namespace: string;
  broker: string;
  container: string;
}

function inMosquitto({ namespace, broker, container }: Container, script: string): Promise<string> {
  const target = ["exec", "--namespace", namespace, `deployment/${broker}`, "--container", container];
  return kubectl(...target, "--", "/bin/sh", "-c", script);
}

/** Where the container can write, except its own devices. */
async function writablePlaces(container: Container): Promise<string[]> {
  const found = await inMosquitto(container, listWritable);
  return found.split("\n").filter(Boolean).sort();
}
