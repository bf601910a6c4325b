/** Plays the frontends of a broker and its authentication service, in front of a real Mosquitto. */
import * as http from "node:http";
import { isDeepStrictEqual } from "node:util";
import { oneAtATime } from "../../../machine/watch";
import { configurationKey, hashOf } from "../configuration";
import type { Configuration } from "../configuration";
import type { FrontendStatus } from "../customResources";
import { frontendConfiguration } from "../names";
import { frontendHealth } from "../pods";
import { connect } from "./apiServer";
import type { Snapshot } from "./apiServer";
import { authenticate } from "./authenticate";
import type { Decision } from "./authenticate";
import { serveClient } from "./client";
import { reasons } from "./identity";
import { startMosquitto } from "./mosquitto";
import { servedPorts } from "./servedPorts";

const who = "Frontend";
/** A round runs at least this often, whatever happens to the watches. */
const resyncMilliseconds = 5000;

/** Serves until the process ends. */
export async function runFrontend(broker: string): Promise<void> {
  const [cluster, mosquitto] = await Promise.all([connect(), startMosquitto()]);
  let material: Snapshot = await cluster.snapshot();
  let published: FrontendStatus | undefined;
  let ready = false;
  const health = http.createServer((_request, response) => response.writeHead(ready ? 200 : 503).end());
  health.on("error", error => console.error(`${who}: cannot report that it is ready:`, error));

  const serve = servedPorts(configuration => (socket, certificates) => {
    const { port, authentication, authorization } = configuration();
    return serveClient(socket, {
      certificates,
      rules: authorization,
      mosquitto,
      log: line => console.error(`Port ${port}: ${line}`),
      authenticate: credentials =>
        authenticate(authentication, credentials, { tokens: cluster.tokens, material }).catch(undecided),
    });
  });
  const round = async () => {
    material = await cluster.snapshot();
    const text = material.secretText(frontendConfiguration(broker), configurationKey);
    const configuration = text === undefined ? { ports: [], manualSecrets: [] } : (JSON.parse(text) as Configuration);
    const ports = await serve(configuration, material);
    // Like pods that cannot start: `kubectl get pods` and the Services' endpoints show it.
    ready = configuration.ports.length === 0 || Object.values(ports).includes("serving");
    const status: FrontendStatus = { configuration: hashOf(text ?? ""), ports };
    if (isDeepStrictEqual(status, published)) return;
    await cluster.publish(broker, status, published ?? {});
    console.error(`${who}: ${JSON.stringify(ports)}`);
    published = status;
    if (!health.listening) health.listen(frontendHealth.port);
  };
  const trigger = oneAtATime(who, round);
  await cluster.watch(who, trigger);
  trigger();
  setInterval(trigger, resyncMilliseconds);
}

/** If the API server does not answer, nobody is admitted, and the client may try again. */
function undecided(error: Error): Decision {
  return { fail: reasons.serverUnavailable, why: error.message };
}
