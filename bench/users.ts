/**
 * What users with passwords add to the registration of a MosquittoBroker: their hashes block the program in every preview. In
 * CPU time, which other load on the machine hardly changes.
 */
import * as pulumi from "@pulumi/pulumi";
import { MosquittoBroker } from "../components/mosquittoBroker/mosquittoBroker";
import type { Measurement } from "./table";

const RUNS = 5;
const USERS = 2000;

export async function measureUsers(): Promise<Measurement[]> {
  const extra: number[] = [];
  // The first run also compiles and optimises.
  for (let run = -1; run < RUNS; run++) {
    const without = await registration(0);
    const added = (await registration(USERS)) - without;
    if (run >= 0) extra.push(added);
  }
  return [{ name: `CPU time of ${USERS} users of a MosquittoBroker`, samples: extra, unit: "s", target: "under 1 s" }];
}

/** The CPU seconds of the registration of a broker with this many users, in this process and without an engine. */
async function registration(count: number): Promise<number> {
  let passwordFile = "";
  await pulumi.runtime.setMocks({
    call: ({ token }) => {
      throw new Error(`The broker called the unexpected function ${token}.`);
    },
    newResource: ({ type, name, inputs }) => {
      const { data } = inputs as { data?: { value?: { passwords?: string } } };
      const stored = data?.value?.passwords;
      if (stored !== undefined) passwordFile = Buffer.from(stored, "base64").toString();
      return { id: `mqtt/${name}`, state: { ...(inputs as object), ...answers[type] } };
    },
  });
  const users = Array.from({ length: count }, (_, index) => ({ name: `user-${index}`, password: `password ${index}` }));
  const started = process.cpuUsage();
  new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], allowAnonymous: true, users });
  await pulumi.runtime.disconnect();
  const { user, system } = process.cpuUsage(started);
  const hashes = passwordFile.split("\n").length - 1;
  if (hashes !== count) throw new Error(`The password file has ${hashes} users instead of ${count}.`);
  return (user + system) / 1e6;
}

/** What providers answer beyond the inputs. */
const answers: Record<string, object> = {
  "tls:index/privateKey:PrivateKey": { privateKeyPem: "a key" },
  "kubernetes:core/v1:Service": {
    metadata: { name: "broker-tcp", namespace: "mqtt" },
    spec: { type: "ClusterIP", clusterIP: "10.0.0.7", ports: [{ port: 1883 }] },
    status: { loadBalancer: {} },
  },
};
