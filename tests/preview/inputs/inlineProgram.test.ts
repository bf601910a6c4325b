/** Bad arguments in an inline program of the Automation API, where the program has no process of its own that could end. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { BrokerAuthentication, BrokerListener, CertificateChain } from "../../../index";
import type { BrokerListenerArgs } from "../../../index";
import { createTestStack, programFails } from "../../../sandbox/testing/testStack";
import { unreachableCluster } from "../unreachable";

const tls = { secretName: "server-cert-secret" };

/** The ports of the listener, and what the preview must say. */
const cases: {
  what: string;
  ports: (certificates: BrokerAuthentication) => BrokerListenerArgs["ports"];
  says: RegExp;
}[] = [
  {
    what: "a plain value",
    ports: () => [{ port: 0, tls }],
    says: /ports\[0\]\.port: is 0/,
  },
  {
    what: "an authentication of the same program",
    ports: ({ authenticationRef }) => [{ port: 8883, authenticationRef }],
    says: /ports\[0\]\.authenticationRef: takes client certificates, but the port has no TLS/,
  },
];

describe("bad arguments in an inline program of the Automation API", function () {
  this.timeout(180_000);
  let cluster: Awaited<ReturnType<typeof unreachableCluster>>;

  before(async () => {
    cluster = await unreachableCluster();
  });
  after(() => cluster.remove());

  async function preview(
    ports: (certificates: BrokerAuthentication) => BrokerListenerArgs["ports"],
    options: { signal?: AbortSignal; onEvent?: (event: EngineEvent) => void } = {},
  ): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/require-await
    const run = async () => {
      const provider = new kubernetes.Provider("own", { kubeconfig: cluster.kubeconfig });
      const { trustBundlePem } = new CertificateChain("factory-ca", {});
      const methods = [{ x509: { trustedClientCaPem: [trustBundlePem] } }];
      const certificates = new BrokerAuthentication("certificates", { kubernetes: {}, methods }, { provider });
      new BrokerListener("outside", { kubernetes: {}, ports: ports(certificates) }, { provider });
    };
    const test = await createTestStack({ run });
    try {
      await test.stack.preview(options);
    } finally {
      await test.remove();
    }
  }

  for (const { what, ports, says } of cases) {
    it(`end the preview at once: ${what}`, () => programFails(() => preview(ports), says));
  }

  it("end the preview as the README says if the value is only known later", async () => {
    const stop = new AbortController();
    const onEvent = ({ diagnosticEvent }: EngineEvent) => {
      if (diagnosticEvent?.severity === "error") stop.abort();
    };
    const secretName = pulumi.output("Not A Name");
    const ports = [{ port: 8883, authenticationRef: { name: "default" }, tls: { secretName } }];
    await programFails(
      () => preview(() => ports, { signal: stop.signal, onEvent }),
      /ports\[0\]\.tls\.secretName: is "Not A Name"/,
    );
  });
});
