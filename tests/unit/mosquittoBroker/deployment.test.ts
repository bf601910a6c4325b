import assert from "node:assert/strict";
import { MosquittoBroker } from "../../../index";
import { find, run } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { deploymentOf, fullMosquitto, live } from "./fullMosquitto";

/** The first source of a projected volume. */
const nothing = { downwardAPI: {} };

describe("The Deployment of a MosquittoBroker", () => {
  it("configures Mosquitto", async () => {
    const { resources } = await run(fullMosquitto, { live });

    const { data } = find(resources, "kubernetes:core/v1:ConfigMap", "broker-config").inputs;
    assert.deepEqual(data, {
      acl: "topic readwrite #\n",
      "mosquitto.conf": [
        "persistence false",
        "log_dest stderr",
        "log_timestamp_format %Y-%m-%dT%H:%M:%S",
        "allow_anonymous false",
        "password_file /mosquitto/passwords/passwords",
        "acl_file /mosquitto/acl/acl",
        "",
        "listener 8883",
        "protocol mqtt",
        "certfile /mosquitto/certs/8883/tls.crt",
        "keyfile /mosquitto/certs/8883/tls.key",
        "",
        "listener 1883",
        "protocol mqtt",
        "",
        "listener 8443",
        "protocol websockets",
        "certfile /mosquitto/certs/8443/tls.crt",
        "keyfile /mosquitto/certs/8443/tls.key",
        "",
      ].join("\n"),
    });
  });

  it("mounts what can change at run time as whole folders, and the configuration as a file", async () => {
    const { resources } = await run(fullMosquitto, { live });

    const { containers, volumes } = deploymentOf(resources).spec.template.spec;
    assert.deepEqual(
      containers[0].volumeMounts.map(({ name, mountPath, subPath }) => ({ name, mountPath, subPath })),
      [
        { name: "config", mountPath: "/mosquitto/config/mosquitto.conf", subPath: "mosquitto.conf" },
        { name: "config", mountPath: "/mosquitto/acl", subPath: undefined },
        { name: "password-file", mountPath: "/mosquitto/passwords", subPath: undefined },
        { name: "certificates", mountPath: "/mosquitto/certs", subPath: undefined },
        { name: "empty", mountPath: "/mosquitto/data", subPath: undefined },
        { name: "empty", mountPath: "/mosquitto/log", subPath: undefined },
      ],
    );
    const defaultMode = 0o440;
    const file = (key: string, path = key) => ({ key, path });
    const certificate = (port: number, name: string) => [
      { secret: { name, items: ["tls.crt", "tls.key"].map(key => file(key, `${port}/${key}`)) } },
      { secret: { name, items: [file("ca.crt", `${port}/ca.crt`)], optional: true } },
    ];
    const sources = [nothing, ...certificate(8883, "broker-8883-tls"), ...certificate(8443, "my-certificate")];
    assert.deepEqual(volumes, [
      {
        name: "config",
        configMap: { name: "broker-config", defaultMode, items: ["mosquitto.conf", "acl"].map(key => file(key)) },
      },
      {
        name: "password-file",
        projected: {
          defaultMode,
          sources: [nothing, { secret: { name: "broker-passwords", items: [file("passwords")] } }],
        },
      },
      { name: "certificates", projected: { sources, defaultMode } },
      { name: "files", projected: { defaultMode, sources: [nothing] } },
      { name: "empty", emptyDir: {} },
    ]);
  });

  it("has the same volumes and mounts, whatever their contents", async () => {
    const { resources } = await run(
      () => new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], allowAnonymous: true }),
      { live },
    );
    const full = await run(fullMosquitto, { live });

    const podOf = (of: Registered[]) => deploymentOf(of).spec.template.spec;
    const { containers, volumes } = podOf(resources);
    assert.deepEqual(volumes, [
      {
        name: "config",
        configMap: {
          name: "broker-config",
          defaultMode: 0o440,
          items: [{ key: "mosquitto.conf", path: "mosquitto.conf" }],
        },
      },
      ...["password-file", "certificates", "files"].map(name => ({
        name,
        projected: { defaultMode: 0o440, sources: [nothing] },
      })),
      { name: "empty", emptyDir: {} },
    ]);
    assert.deepEqual(containers[0].volumeMounts, podOf(full.resources).containers[0].volumeMounts);
  });

  it("has a second container that watches those folders and sees Mosquitto's processes", async () => {
    const { resources } = await run(fullMosquitto, { live });

    const { containers, shareProcessNamespace } = deploymentOf(resources).spec.template.spec;
    assert.equal(shareProcessNamespace, true);
    const [broker, reloader, ...others] = containers;
    assert.deepEqual(others, []);
    assert.equal(reloader.image, broker.image);
    const folders = ["/mosquitto/acl", "/mosquitto/passwords", "/mosquitto/certs"];
    assert.deepEqual(
      reloader.volumeMounts.filter(({ name }) => name !== "empty").map(({ mountPath }) => mountPath),
      folders,
    );
    assert.deepEqual(reloader.env, [
      { name: "RELOAD", value: folders.join(" ") },
      { name: "RESTART", value: "/mosquitto/certs/8443/tls.crt" }, // The one with WebSockets.
    ]);
  });

  it("runs the second container from another image on request", async () => {
    const { resources } = await run(() => fullMosquitto({ image: "broker:1", reloaderImage: "busybox:1" }), { live });

    const images = deploymentOf(resources).spec.template.spec.containers.map(({ image }) => image);
    assert.deepEqual(images, ["broker:1", "busybox:1"]);
  });

  it("has no second container if nothing can change at run time", async () => {
    const { resources } = await run(
      () => new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], allowAnonymous: true }),
      { live },
    );

    const { containers, shareProcessNamespace } = deploymentOf(resources).spec.template.spec;
    assert.deepEqual(
      containers.map(({ name }) => name),
      ["mosquitto"],
    );
    assert.equal(shareProcessNamespace, undefined);
  });
});
