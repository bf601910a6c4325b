/** Plays the operator and the health manager of Azure IoT Operations' MQTT broker. */
import { oneAtATime } from "../../../machine/watch";
import { namespace } from "../names";
import { connect } from "./apiServer";
import { awaitingSecrets, logLine } from "./healthManager";
import { reconcile } from "./reconcile";

const who = "Operator";
/** A round runs at least this often, whatever happens to the watches. */
const resyncMilliseconds = 5000;

/** Serves until the process ends; the frontends run `image`. */
export async function runOperator(image: string): Promise<void> {
  const cluster = await connect();
  const log = (line: string) => process.stdout.write(`${line}\n`);
  log(logLine(`Watching the brokers and listeners of namespace ${namespace}.`, new Date()));
  const awaiting = awaitingSecrets(cluster, log);
  const trigger = oneAtATime(who, () => reconcile(cluster, image, awaiting));
  await cluster.watch(who, trigger);
  trigger();
  setInterval(trigger, resyncMilliseconds);
}
