/** cert-manager that belongs to someone else, in part or entirely. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import { CertificateChain, CertificateIssuer, CertManager, MosquittoBroker, ServiceType } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import {
  certManagers,
  certificateIn,
  createCertManagerStack,
  helm,
  leasesOutside,
  outputsOf,
} from "./certManagerStack";
import { renew, runnableChart } from "../../../sandbox/testing/certManager";
import { eventually, kubectl, kubectlWithInput } from "../../../sandbox/testing/kubectl";
import { servedChain, verifyChain } from "../../../sandbox/testing/servedCertificate";

// The API server may take minutes to delete a custom resource definition.
const timeout = 600_000;

describe("cert-manager whose custom resource definitions belong to someone else", function () {
  this.timeout(timeout);
  let test: TestStack;
  let definitions: string;

  before(async () => {
    const { chart } = await runnableChart();
    definitions = await helm("template", chart, "--set", "installCRDs=true", "--show-only", "templates/crds.yaml");
    await kubectlWithInput(definitions, "apply", "--server-side", "--filename", "-");
    ({ test } = await createCertManagerStack({ crds: "false" }));
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteDefinitions();
  });

  it("leaves them in place when it is destroyed, and comes up with them again", async () => {
    await test.stack.up();
    await test.stack.destroy();
    assert.equal((await definitionNames()).length, 6);
    await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);
  });
});

describe("cert-manager whose chart keeps its custom resource definitions", function () {
  this.timeout(timeout);
  let test: TestStack;
  let folder: string;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-chart-"));
    await fs.cp((await runnableChart()).chart, folder, { recursive: true });
    // Like the charts from 1.15 on, whose programs the sandbox lacks.
    const file = path.join(folder, "templates", "crds.yaml");
    const kept = "\nmetadata:\n  annotations:\n    helm.sh/resource-policy: keep\n";
    await fs.writeFile(file, (await fs.readFile(file, "utf8")).replaceAll("\nmetadata:\n", kept));
    ({ test } = await createCertManagerStack({ chart: folder }));
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await fs.rm(folder, { recursive: true });
    await deleteDefinitions();
  });

  it("leaves them in place when it is destroyed, and takes them up again", async () => {
    await test.stack.up();
    await test.stack.destroy();
    assert.equal((await definitionNames()).length, 6);
    await test.stack.up();
    assert.deepEqual((await outputsOf(test)).ready, ["cainjector", "cert-manager", "webhook"]);
    assert.deepEqual(await planned(test.stack), []);
  });
});

/** In order. The owner left the defaults, so it keeps the Secret of a deleted Certificate. */
describe("cert-manager that someone else installed", function () {
  this.timeout(timeout);

  before(async () => {
    const { chart } = await runnableChart();
    const values = ["--set", "installCRDs=true", "--set", "startupapicheck.enabled=false"];
    // Without --wait: waiting is the component's job.
    await helm("install", "theirs", chart, "--namespace", "cert-manager", "--create-namespace", ...values);
  });
  after(async () => {
    await helm("uninstall", "theirs", "--namespace", "cert-manager", "--wait");
    await kubectl("delete", "namespace", "cert-manager");
    await kubectl("delete", "--namespace", "kube-system", ...(await leasesOutside()).split("\n"));
  });

  describe("with a stack of an issuer and a certificate", () => {
    let test: TestStack;
    let namespace: string;
    let ca: string;

    before(async () => {
      ({ test, namespace } = await createCertManagerStack({ existing: "true", namespaceExists: "true" }));
      await kubectl("create", "namespace", namespace);
    });
    after(async () => {
      await test?.stack.destroy();
      await test?.remove();
      await kubectl("delete", "namespace", namespace);
    });

    it("is waited for, found by its labels, and left alone", async () => {
      await test.stack.up();
      const outputs = await outputsOf(test);
      assert.deepEqual(outputs.ready, ["cainjector", "cert-manager", "webhook"]);
      ca = outputs.ca;
      assert.match(ca, /BEGIN CERTIFICATE/);
      assert.deepEqual(await planned(test.stack), []);
      await test.stack.destroy();
      const parts = ["deployment", "-n", "cert-manager", "-l", "app"];
      await kubectl("wait", ...parts, "--for=condition=Available", "--timeout=5s");
    });

    it("leaves the Secrets behind, the CA's with its key, and reuses them in the next update", async () => {
      assert.equal(await kubectl("get", "certificates", "-n", namespace, "-o", "name"), "");
      const left = await kubectl("get", "secrets", "-n", namespace, "-o", "name");
      assert.deepEqual(left.trim().split("\n"), ["secret/server-certificate", "secret/test-ca"]);
      const before = await certificateIn(namespace, "server-certificate");

      await test.stack.up();
      const outputs = await outputsOf(test);
      assert.deepEqual([outputs.ca, outputs.trusted], [ca, ca]);
      const after = await certificateIn(namespace, outputs.secretName);
      assert.equal(after.fingerprint256, before.fingerprint256);
      assert.deepEqual(await planned(test.stack), []);
    });

    it("shows the first renewal of such a CA too", async () => {
      await renew(namespace, "test-ca");
      await test.stack.up();
      const outputs = await outputsOf(test);
      assert.notEqual(outputs.ca, ca);
      assert.equal(outputs.trusted, outputs.ca + ca);
      assert.deepEqual(await planned(test.stack), []);
    });
  });

  describe("with a listener whose certificate changes its source", () => {
    const namespaceName = `listener-${randomBytes(4).toString("hex")}`;
    const settings: { way: Way } = { way: "authority" };
    let test: TestStack;

    // eslint-disable-next-line @typescript-eslint/require-await
    async function program() {
      const provider = new kubernetes.Provider("cluster", { enableSecretMutable: true, enableConfigMapMutable: true });
      const { metadata } = new kubernetes.core.v1.Namespace(
        "namespace",
        { metadata: { name: namespaceName } },
        { provider },
      );
      const certManager = new CertManager("cert-manager", { existing: true }, { provider });
      const { issuerRef, caCertificatePem } = new CertificateIssuer(
        "issuer",
        { namespace: metadata.name, selfSigned: {} },
        { provider, dependsOn: certManager },
      );
      const { authority, rootCertificatePem } = new CertificateChain("chain", {});
      const broker = new MosquittoBroker(
        "broker",
        {
          namespace: metadata.name,
          image: mosquittoImage,
          listeners: [{ port: 8883, tls: { issued: settings.way === "authority" ? { authority } : { issuerRef } } }],
          tlsService: { type: ServiceType.LoadBalancer },
          allowAnonymous: true,
        },
        { provider },
      );
      return { address: broker.host, authority: rootCertificatePem, issuerRef: caCertificatePem };
    }

    before(async () => {
      test = await createTestStack({ run: program });
      await test.stack.up();
    });
    after(async () => {
      await test?.stack.destroy();
      await test?.remove();
    });

    // The third round finds the Secret of the first.
    for (const [index, way] of (["issuerRef", "authority", "issuerRef"] as Way[]).entries()) {
      it(`always has its Secret, and serves what is in it: ${index + 1}. ${way}`, async () => {
        settings.way = way;
        const watch = watchMountedSecret(namespaceName);
        await test.stack.up();
        assert.deepEqual(await watch.stop(), []);

        const outputs = await test.stack.outputs();
        const [address, root] = [outputs.address.value as string, outputs[way].value as string];
        const mounted = await certificateIn(namespaceName, await mountedSecret(namespaceName));
        const served = () => servedChain(address, 8883);
        await eventually(async () => (await served())[0], mounted.toString());
        await verifyChain(await served(), root, address);
        assert.deepEqual(await planned(test.stack), []);
      });
    }
  });
});

type Way = "authority" | "issuerRef";

/** The Secret with the certificate that the broker mounts. */
function mountedSecret(namespace: string): Promise<string> {
  const volumes = "jsonpath={.spec.template.spec.volumes[?(@.name=='certificates')].projected.sources[1].secret.name}";
  return kubectl("get", "deployment/broker", "-n", namespace, "-o", volumes);
}

/** Checks over and over whether the Secret that the broker mounts exists; `stop` returns what was missing. */
function watchMountedSecret(namespace: string) {
  const missing: string[] = [];
  let looks = 0;
  let watching = true;
  const done = (async () => {
    for (; watching; looks++) {
      await mountedSecret(namespace)
        .then(secret => certificateIn(namespace, secret))
        .catch((error: Error) => missing.push(error.message));
    }
  })();
  return {
    stop: async () => {
      watching = false;
      await done;
      assert.ok(looks > 3, "it looked");
      return missing;
    },
  };
}

async function definitionNames(): Promise<string[]> {
  return certManagers(await kubectl("get", "customresourcedefinitions", "-o", "name"))
    .split("\n")
    .filter(name => name !== "");
}

async function deleteDefinitions(): Promise<void> {
  await kubectl("delete", ...(await definitionNames()));
}
