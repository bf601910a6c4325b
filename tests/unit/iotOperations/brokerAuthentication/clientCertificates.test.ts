/** Client CAs, and the subjects of clients, as openssl prints them. */
import assert from "node:assert/strict";
import { BrokerAuthentication, TrustBundle } from "../../../../index";
import type { X509MethodArgs } from "../../../../index";
import { makeRoot } from "../../../../sandbox/testing/certificates";
import { attempt } from "../../engine/engine";
import { azure } from "../iotOperations";

const authentication = (x509: X509MethodArgs) =>
  attempt(() => new BrokerAuthentication("authn", { azure, methods: [{ x509 }] }), { preview: true });

describe("The client certificates of a BrokerAuthentication", () => {
  it("are signed by a CA that may sign for clients", async () => {
    const usesOf = (...uses: string[]) => makeRoot({ allowedUses: ["cert_signing", ...uses] });
    const ofServers = (await usesOf("server_auth")).certificatePem;

    const { errors } = await authentication({ trustedClientCaPem: [ofServers] });
    assert.match(
      String(errors),
      /trustedClientCaPem\[0\]: 'CN=test root' may not sign certificates for clients \(its extendedKeyUsage lacks clientAuth\)/,
    );
    for (const uses of [["client_auth"], ["server_auth", "client_auth"], []]) {
      const { certificatePem } = await usesOf(...uses);
      assert.deepEqual((await authentication({ trustedClientCaPem: [certificatePem] })).errors, []);
    }
    const bundle = () => new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: [ofServers] });
    assert.deepEqual((await attempt(bundle, {})).errors, []);
  });

  it("have subjects without the word that openssl prints before them", async () => {
    const { certificatePem } = await makeRoot();
    const withSubject = (subject: string) =>
      authentication({
        trustedClientCaPem: [certificatePem],
        authorizationAttributes: { fan: { subject, attributes: { building: "17" } } },
      });

    const { errors } = await withSubject("subject=CN = smart-fan, O = contoso");
    assert.match(String(errors), /\["fan"\]\.subject: is "subject=.*Did you mean "CN = smart-fan, O = contoso"\?/);
    assert.deepEqual((await withSubject("CN = smart-fan, O = contoso")).errors, []);
  });
});
