/** The MQTT broker's custom resource definitions, for tests that need no operator. */
import { definitions } from "../azure/iotOperations/definitions";
import { apply, kubectl, succeeds } from "./kubectl";

/** Defines the custom resources unless the cluster has them; the returned function undoes that. */
export async function defineBrokerResources(): Promise<() => Promise<void>> {
  const wanted = definitions();
  const names = wanted.map(({ metadata }) => `customresourcedefinition/${metadata.name}`);
  if (await succeeds("get", ...names)) return () => Promise.resolve();
  await apply(...wanted);
  await kubectl("wait", "--for=condition=Established", "--timeout=60s", ...names);
  return async () => void (await kubectl("delete", "--ignore-not-found", ...names));
}
