/** The summary after the demo: the endpoint, and how to try it by hand. */
import { X509Certificate } from "node:crypto";
import { stackName } from "./stack";
import type { DemoStack, EndpointOutputs } from "./stack";

/** The endpoint as a short table, and the commands that reach it from a shell. */
export function describeEndpoint(endpoint: EndpointOutputs, stack: DemoStack): string {
  const certificate = new X509Certificate(endpoint.certificate);
  const names = (certificate.subjectAltName ?? "").split(", ");
  const rows: [string, string][] = [
    ["address", endpoint.address],
    ["port", String(endpoint.port)],
    ["subject", certificate.subject],
    ...names.map((name, i): [string, string] => [i === 0 ? "SANs" : "", name]),
    ["expires", certificate.validTo],
    ["user", endpoint.username],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  const table = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`).join("\n");
  const context = stack.context === undefined ? "" : ` -- --context ${stack.context}`;
  const environment = stack.context === undefined ? "" : ` --context ${stack.context}`;
  const name = stackName(stack);

  return `
${table}

Try it by hand, in this folder:

  eval "$(npm run --silent sandbox -- env${environment})"
  cd examples/secure-listener
${commands(endpoint, name)}

Remove it again: npm run demo${context === "" ? " --" : context} --destroy
`;
}

/**
 * The commands that fetch the root certificate and the password and publish a message. The password goes through a file
 * that only its owner can read, since other users of the machine can read a program's arguments.
 */
export function commands(endpoint: EndpointOutputs, stack: string): string {
  const { address, port, username } = endpoint;
  return [
    `  pulumi stack output caCertificate --stack ${stack} > ca.crt`,
    `  (umask 077; mkdir -p client; echo "-P $(pulumi stack output password --show-secrets --stack ${stack})" > client/mosquitto_pub)`,
    `  XDG_CONFIG_HOME=client mosquitto_pub -V mqttv5 -h ${address} -p ${port} --cafile ca.crt -u ${username} -t hello -m world`,
  ].join("\n");
}
