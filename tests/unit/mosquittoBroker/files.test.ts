import assert from "node:assert/strict";
import { Platform } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { find, run } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { deploymentOf, fullMosquitto, live } from "./fullMosquitto";

const empty = { name: "empty", readOnly: true };
const note = { name: "notes", key: "note" };
/** The start of the SHA-256 of each file's path, as `sha256sum` has it. */
const [keyOfMotd, keyOfOne, keyOfTwo] = ["a5017c23a9f6ed2d", "7b9354a79e3015d0", "a76341af99430cf8"];
const hashed = "factory:$7$101$c2FsdHNhbHRzYWx0$aGFzaA==\n";
const everything: Partial<MosquittoBrokerArgs> = {
  platform: Platform.OpenShift,
  users: undefined,
  passwordFile: hashed,
  persistence: { size: "1Gi" },
  extraConfig: "max_queued_messages 5000\n",
  files: [
    { path: "/etc/motd", content: "hunter2" },
    { path: "/mosquitto/ca/one.crt", configMap: note },
    { path: "/mosquitto/ca/two.crt", secret: note },
  ],
};

const registered = async (args: Partial<MosquittoBrokerArgs>, preview = false) =>
  (await run(() => fullMosquitto(args), { live, preview })).resources;
const podOf = (resources: Registered[]) => deploymentOf(resources).spec.template.spec;
const namesOf = (resources: Registered[]) => resources.map(({ type, name }) => `${type} ${name}`);
const dataOf = (resources: Registered[], type: string, name: string) =>
  find(resources, `kubernetes:core/v1:${type}`, name).inputs.data as Record<string, string>;

describe("MosquittoBroker with files, persistence and a platform", () => {
  for (const preview of [false, true]) {
    it(`creates only the requested objects ${preview ? "in a preview" : "in an update"}`, async () => {
      const before = namesOf(await registered({}, preview));
      const added = namesOf(await registered(everything, preview)).filter(name => !before.includes(name));
      assert.deepEqual(added.sort(), [
        "kubernetes:core/v1:PersistentVolumeClaim broker-data",
        "kubernetes:core/v1:Secret broker-files",
      ]);
    });
  }

  it("sets no user id on OpenShift", async () => {
    const expected = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
    assert.deepEqual(podOf(await registered(everything)).securityContext, expected);
  });

  it("claims a volume for one pod, from the default storage class unless one is named", async () => {
    const specOf = async (args: Partial<MosquittoBrokerArgs>) =>
      find(await registered(args), "kubernetes:core/v1:PersistentVolumeClaim", "broker-data").inputs.spec;
    const spec = { accessModes: ["ReadWriteOncePod"], resources: { requests: { storage: "1Gi" } } };
    assert.deepEqual(await specOf(everything), spec);
    const storageClassName = "fast";
    const named = { persistence: { size: "1Gi", storageClassName } };
    assert.deepEqual(await specOf(named), { ...spec, storageClassName });
  });

  it("uses an existing claim, and creates none", async () => {
    const resources = await registered({ persistence: { existingClaim: "mine" } });
    assert.deepEqual(namesOf(resources).sort(), namesOf(await registered({})).sort());
    const { volumes, containers } = podOf(resources);
    assert.deepEqual(volumes.at(-1), { name: "data", persistentVolumeClaim: { claimName: "mine" } });
    assert.deepEqual(containers[0].volumeMounts.slice(-2), [
      { name: "data", mountPath: "/mosquitto/data" },
      { ...empty, mountPath: "/mosquitto/log" },
    ]);
  });

  it("waits for any phase of its claim, since a claim that is taken over is already bound", async () => {
    const claim = find(await registered(everything), "kubernetes:core/v1:PersistentVolumeClaim", "broker-data");
    const { annotations } = claim.inputs.metadata as { annotations: object };
    assert.deepEqual(annotations, { "pulumi.com/waitFor": "jsonpath={.status.phase}" });
  });

  it("mounts an empty read-only folder over each unused volume of the image", async () => {
    const { volumes, containers } = podOf(await registered({}));
    assert.deepEqual(volumes.at(-1), { name: "empty", emptyDir: {} });
    const mounts = ["/mosquitto/data", "/mosquitto/log"].map(mountPath => ({ ...empty, mountPath }));
    for (const { name, volumeMounts } of containers) assert.deepEqual(volumeMounts.slice(-2), mounts, name);
  });

  it("puts extra lines before the first listener, and a listener's extra lines after its own", async () => {
    const listeners = [
      { port: 1883, extraConfig: "max_connections 10" },
      { port: 1884, extraConfig: "max_connections 20\n" },
    ];
    const resources = await registered({ ...everything, acl: undefined, listeners, tlsService: undefined });
    const lines = [
      "persistence true",
      "persistence_location /mosquitto/data/",
      "autosave_interval 60",
      "log_dest stderr",
      "log_timestamp_format %Y-%m-%dT%H:%M:%S",
      "allow_anonymous false",
      "password_file /mosquitto/passwords/passwords",
      "max_queued_messages 5000",
      "",
      "listener 1883",
      "protocol mqtt",
      "max_connections 10",
      "",
      "listener 1884",
      "protocol mqtt",
      "max_connections 20",
      "",
    ];
    assert.equal(dataOf(resources, "ConfigMap", "broker-config")["mosquitto.conf"], lines.join("\n"));
  });

  it("uses a given password file unchanged, as a secret", async () => {
    const resources = await registered(everything);
    const { passwords } = dataOf(resources, "Secret", "broker-passwords");
    assert.equal(Buffer.from(passwords, "base64").toString(), hashed);
    assert.deepEqual(find(resources, "kubernetes:core/v1:Secret", "broker-passwords").secretInputs, ["data"]);
  });

  it("accepts argon2id for images not tagged 2.0, and a password file without users if anyone may connect", async () => {
    const argon2id = "factory:$argon2id$v=19$m=47104,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaA\n";
    for (const args of [
      { passwordFile: argon2id, image: "eclipse-mosquitto:2.1.2-alpine" },
      { passwordFile: argon2id, image: "registry.example.com/mosquitto:2.0.22" },
      { passwordFile: "# nobody\n", allowAnonymous: true },
    ]) {
      const { passwords } = dataOf(await registered({ users: [], ...args }), "Secret", "broker-passwords");
      assert.equal(Buffer.from(passwords, "base64").toString(), args.passwordFile);
    }
  });

  it("takes a password file from a key of a Secret", async () => {
    const resources = await registered({ users: [], passwordFileSecret: { name: "mine", key: "users.txt" } });
    const secrets = resources.filter(({ type }) => type === "kubernetes:core/v1:Secret").map(({ name }) => name);
    assert.deepEqual(secrets, ["broker-8883-tls-secret"]);
    const items = [{ key: "users.txt", path: "passwords" }];
    const sources = [{ downwardAPI: {} }, { secret: { name: "mine", items } }];
    const volume = { name: "password-file", projected: { sources, defaultMode: 0o440 } };
    assert.deepEqual(podOf(resources).volumes[1], volume);
  });

  it("mounts each file on its own over the image's file, and lets the second container watch their folder", async () => {
    const resources = await registered(everything);
    const { containers, volumes } = podOf(resources);
    const mountsOf = (container: number) => containers[container].volumeMounts.filter(({ name }) => name === "files");
    assert.deepEqual(mountsOf(0), [
      { name: "files", mountPath: "/etc/motd", readOnly: true, subPath: keyOfMotd },
      { name: "files", mountPath: "/mosquitto/ca/one.crt", readOnly: true, subPath: keyOfOne },
      { name: "files", mountPath: "/mosquitto/ca/two.crt", readOnly: true, subPath: keyOfTwo },
    ]);
    assert.deepEqual(containers[0].volumeMounts.slice(-3), mountsOf(0));
    assert.deepEqual(mountsOf(1), [{ name: "files", mountPath: "/watched/files", readOnly: true }]);
    // Sources name the key, so that a pod waits for a missing key instead of mounting an empty folder.
    const sources = [
      { downwardAPI: {} },
      { secret: { name: "broker-files", items: [{ key: keyOfMotd, path: keyOfMotd }] } },
      { configMap: { name: "notes", items: [{ key: "note", path: keyOfOne }] } },
      { secret: { name: "notes", items: [{ key: "note", path: keyOfTwo }] } },
    ];
    assert.deepEqual(volumes[3], { name: "files", projected: { sources, defaultMode: 0o440 } });
    const restart = containers[1].env.find(({ name }) => name === "RESTART")?.value;
    assert.equal(restart, "/watched/files /mosquitto/certs/8443/tls.crt");
    assert.deepEqual(find(resources, "kubernetes:core/v1:Secret", "broker-files").secretInputs, ["data"]);
  });

  it("keeps a file's content under its key when an earlier file is removed", async () => {
    const files = ["/etc/one", "/etc/two"].map(path => ({ path, content: path }));
    const before = dataOf(await registered({ files }), "Secret", "broker-files");
    const after = dataOf(await registered({ files: files.slice(1) }), "Secret", "broker-files");
    const [[key, content], ...others] = Object.entries(after);
    assert.deepEqual(others, []);
    assert.equal(Buffer.from(content, "base64").toString(), "/etc/two");
    assert.equal(before[key], content);
  });
});
