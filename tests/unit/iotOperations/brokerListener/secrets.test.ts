import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BrokerListener } from "../../../../index";
import type { ListenerPortArgs } from "../../../../index";
import { run, valueOf } from "../../engine/engine";
import { operatorService, planes, securePort } from "../iotOperations";

const listener = (port: ListenerPortArgs) => new BrokerListener("outside", { ...planes.azure, ports: [port] });

describe("A BrokerListener with an external Secret", () => {
  it("does not need the Secret to exist, and says that the broker waits for it", async () => {
    const said: string[] = [];
    const { log } = console;
    console.log = (text: string) => void said.push(text);
    try {
      const { resources, result } = await run(() => listener(securePort(8885)), { live: operatorService() });

      assert.equal(await valueOf(result.externalIp), "10.240.32.1");
      assert.deepEqual(
        resources.filter(({ type }) => type === "kubernetes:core/v1:Secret"),
        [],
      );
    } finally {
      console.log = log;
    }
    assert.match(said.join("\n"), /Port 8885 is served once the Secret 'server-cert-8885' .* 'azure-iot-operations'/);
  });

  it("says nothing about a Secret whose name comes from the resource that creates it", async () => {
    const said: string[] = [];
    const { log } = console;
    console.log = (text: string) => void said.push(text);
    try {
      await run(() => listener(securePort(8885, { tls: { secretName: pulumi.output("made-here") } })), {
        live: operatorService(),
      });
    } finally {
      console.log = log;
    }
    assert.deepEqual(
      said.filter(text => text.includes("Secret")),
      [],
    );
  });
});
