/** A broker through the plugin, whose plain arguments contain Outputs. */
import * as pulumi from "@pulumi/pulumi";
import { PrivateKey } from "@pulumi/tls";

class RemoteBroker extends pulumi.ComponentResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("aks-mqtt:index:MosquittoBroker", name, { passwords: undefined, ...args }, { version: "0.1.0" }, true);
  }
}

const key = new PrivateKey("key", { algorithm: "ED25519" });
/** Which of the key's outputs the arguments depend on: a preview knows the algorithm only. */
const source = new pulumi.Config().getBoolean("unknown") ? key.publicKeyPem : key.algorithm;

new RemoteBroker("broker", {
  namespace: "mqtt",
  listeners: [{ port: source.apply(() => 8883) }],
  users: key.algorithm.apply(() => [{ name: "factory" }]),
});
