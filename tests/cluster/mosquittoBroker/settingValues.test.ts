import assert from "node:assert/strict";
import { ListenerProtocol } from "../../../index";
import { configurationFile } from "../../../components/mosquittoBroker/configurationFile";
import { settingNamed } from "../../../components/mosquittoBroker/settings";
import { apply, deleteNamespace, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";
import { linesWith, triedValues } from "../../unit/mosquittoBroker/triedValues";
import { available, images, isTwoZero } from "./versionedMosquittos";

/** A value of a setting, and what is expected of the versions that have the setting. */
interface Attempt {
  line: string;
  since?: string;
  starts: "all" | "some" | "none";
  configuration: string;
}

/** The name of an attempt's configuration file, and the exit code of a Mosquitto that was killed because it ran. */
const fileOf = (attempt: number) => `${attempt}.conf`;
const killed = 137;

const attempts: Attempt[] = triedValues
  .flatMap(({ name, good, goodForSome = [], bad }) => [
    ...good.map(value => ({ name, value, starts: "all" as const })),
    ...goodForSome.map(value => ({ name, value, starts: "some" as const })),
    ...bad.map(value => ({ name, value, starts: "none" as const })),
  ])
  .map(({ name, value, starts }, index) => {
    const { general, ofListener } = linesWith(name, value);
    const listener = { port: 20_000 + index, protocol: ListenerProtocol.Mqtt, tls: false, extraConfig: ofListener };
    const files = { hasPasswordFile: false, hasAcl: false, isPersistent: false };
    const configuration = { listeners: [listener], allowAnonymous: true, ...files, extraConfig: general };
    return {
      line: `${name} ${value}`,
      since: settingNamed(name)?.since,
      starts,
      configuration: configurationFile(configuration),
    };
  });

describe("the values that a MosquittoBroker accepts and refuses", function () {
  this.timeout(180_000);
  let namespace: string;
  /** By broker, which attempts started. */
  const started: Record<string, boolean[]> = {};

  before(async () => {
    namespace = await makeNamespace("setting-values");
    const data = Object.fromEntries(attempts.map(({ configuration }, index) => [fileOf(index), configuration]));
    await apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "values", namespace }, data });
    // One after the other: each starts more than a hundred brokers.
    for (const [name, image] of available) started[name] = await startedWith(image, namespace, name);
  });
  after(() => deleteNamespace(namespace));

  for (const [name, image] of available) {
    it(`are those that ${image} starts with, and those that it does not`, () => {
      const wrong = attempts.filter(({ since, starts }, index) => {
        const hasSetting = since === undefined || !isTwoZero(image);
        return (starts === "all" && hasSetting && !started[name][index]) || (starts === "none" && started[name][index]);
      });
      assert.deepEqual(
        wrong.map(({ line }) => line),
        [],
      );
    });
  }

  it("include those that only some version starts with", function () {
    if (available.length < Object.keys(images).length) {
      process.stdout.write(`Skipped: only ${available.map(([name]) => name).join(", ")} can be started here.\n`);
      this.skip();
    }
    const wrong = attempts.filter(
      ({ starts }, index) => starts === "some" && !available.some(([name]) => started[name][index]),
    );
    assert.deepEqual(
      wrong.map(({ line }) => line),
      [],
    );
  });
});

/** Which attempts an image's Mosquitto starts with: those that still run after some seconds. */
async function startedWith(image: string, namespace: string, pod: string): Promise<boolean[]> {
  const attempt = "mosquitto -c $file > /dev/null 2>&1 & pid=$!; (sleep 15; kill -KILL $pid) & wait $pid";
  const container = {
    name: "main",
    image,
    command: [
      "sh",
      "-c",
      `for file in /values/*.conf; do (${attempt}; echo \${file##*/} $?) 2> /dev/null & done; wait`,
    ],
    volumeMounts: [{ name: "values", mountPath: "/values" }],
  };
  const volumes = [{ name: "values", configMap: { name: "values" } }];
  const spec = { restartPolicy: "Never", containers: [container], volumes };
  await apply({ apiVersion: "v1", kind: "Pod", metadata: { name: pod, namespace }, spec });
  const completed = "--for=jsonpath={.status.phase}=Succeeded";
  await kubectl("wait", "--namespace", namespace, `pod/${pod}`, completed, "--timeout=60s");
  const log = await kubectl("logs", "--namespace", namespace, pod);
  const codes = new Map(
    log
      .trim()
      .split("\n")
      .map(line => line.split(" ") as [string, string]),
  );
  assert.equal(codes.size, attempts.length, log);
  return attempts.map((_, index) => codes.get(fileOf(index)) === String(killed));
}
