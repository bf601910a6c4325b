/** A broker whose listeners all get an invalid namespace as an Output. */
import * as pulumi from "@pulumi/pulumi";
import { Broker } from "../../../../../index";

const ports = (port: number) => [{ port, authenticationRef: { name: "default" }, tls: { secretName: "server-cert" } }];
new Broker("iot", {
  kubernetes: {},
  namespace: pulumi.output("Azure IoT"),
  listeners: [
    { listenerName: "outside", ports: ports(8883) },
    { listenerName: "at-nodes", serviceType: "NodePort", ports: ports(8884) },
  ],
});
