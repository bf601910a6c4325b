/** How the user of the smallest programs connects. */
import type { OutputMap } from "@pulumi/pulumi/automation";
import type { Connection } from "../../sandbox/testing/mqtt";

/** The connection of the user `factory`, from the outputs of a program such as examples/yaml. */
export function factoryConnection({ address, caCertificate, passwords }: OutputMap): Connection {
  const { factory } = passwords.value as { factory: string };
  return {
    host: address.value as string,
    port: 8883,
    ca: caCertificate.value as string,
    username: "factory",
    password: factory,
  };
}
