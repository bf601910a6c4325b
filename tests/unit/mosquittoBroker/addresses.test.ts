import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { CertificateChain, MosquittoBroker, ServiceType } from "../../../index";
import type { MosquittoServiceArgs } from "../../../index";
import { find, run, valueOf } from "../engine/engine";
import type { Circumstances } from "../engine/engine";
import { liveService } from "../engine/live";

const program = (tlsService: MosquittoServiceArgs, ipAddresses: string[] = []) => {
  const issued = { authority: new CertificateChain("ca", {}).authority, ipAddresses };
  const listeners = [{ port: 8883, tls: { issued } }];
  return new MosquittoBroker("broker", { namespace: "mqtt", listeners, tlsService, allowAnonymous: true });
};
const addressesIn = async ({ certificatePem }: MosquittoBroker) =>
  new X509Certificate((await valueOf(certificatePem))!).subjectAltName!.match(/(?<=IP Address:)[^,]+/g);

describe("An IPv6 address of a MosquittoBroker, however it is written", () => {
  const ingress = [{ ip: "2001:DB8::1" }];
  const live: Circumstances["live"] = { "Service/mqtt/broker-tls": liveService({ ingress, clusterIP: "FD00::7" }) };

  it("equals the load balancer's, and is in the certificate once", async () => {
    const settings = { type: ServiceType.LoadBalancer, loadBalancerIp: "2001:db8:0::1" };
    const { result, resources } = await run(() => program(settings, ["2001:DB8:0::0001", "::ffff:203.0.113.7"]), {
      live,
    });

    const { metadata, spec } = find(resources, "kubernetes:core/v1:Service", "broker-tls").inputs as {
      metadata: { annotations: Record<string, string> };
      spec: { loadBalancerIP: string };
    };
    assert.equal(spec.loadBalancerIP, "2001:db8::1");
    assert.match(metadata.annotations["pulumi.com/waitFor"], /\.ip\}=2001:db8::1$/);
    assert.deepEqual(
      await Promise.all([result.host, result.externalIp, result.clusterIp].map(output => valueOf<unknown>(output))),
      ["2001:db8::1", "2001:db8::1", "fd00::7"],
    );
    assert.deepEqual(await addressesIn(result), ["2001:DB8:0:0:0:0:0:1", "FD00:0:0:0:0:0:0:7", "203.0.113.7"]);
  });

  it("of a node is what clients get to connect to", async () => {
    const settings = { type: ServiceType.NodePort, nodeAddresses: ["FD00:0::5"] };
    const { result } = await run(() => program(settings), {
      live: { "Service/mqtt/broker-tls": liveService({ type: "NodePort" }) },
    });

    assert.equal((await valueOf(result.endpoints))[0].host, "fd00::5");
    assert.ok((await addressesIn(result))?.includes("FD00:0:0:0:0:0:0:5"));
  });
});
