/** Stands in for OpenShift's router: admits Routes and, with HAProxy, forwards TLS to their pods by server name. */
import type { V1EndpointSlice } from "@kubernetes/client-node";
import { enterControlGroup } from "../controlGroup";
import { kubeconfigOf, network } from "../layout";
import { identify } from "../../processIdentity";
import { run } from "../run";
import { supervise } from "../supervise";
import { waitFor } from "../wait";
import { answered, follow, oneAtATime } from "../watch";
import { admitRoutes } from "./admission";
import type { Admission } from "./admission";
import { describeAdmission, haproxyConfiguration } from "./haproxy";
import { configure, haproxy, isConfigured, reload, routerFiles, writeDefaultCertificate } from "./proxy";
import type { Route, RouteList } from "./route";
import { writeRouterState } from "./state";
import type { RouterState } from "./state";

const who = "Router";
const api = { group: "route.openshift.io", version: "v1", plural: "routes" };
/** A round runs at least this often, whatever happens to the watches. */
const resyncMilliseconds = 5000;
const firstRoundSeconds = 30;

const router = identify(process.pid);
if (router === undefined) throw new Error("This system has no /proc; the sandbox needs Linux.");
const state: RouterState = { router, haproxy: { name: haproxy.name, state: "waiting", restarts: 0 }, complete: false };
const save = () => writeRouterState(state);
serve().catch((error: Error) => {
  console.error(error);
  state.failure = error.message;
  save();
  process.exit(1);
});

async function serve(): Promise<void> {
  enterControlGroup();
  save();
  const { bridge, routerAddress, subnet } = network;
  await run("ip", [
    ...["address", "replace", `${routerAddress}/${subnet.split("/")[1]}`, "dev", bridge, "noprefixroute"],
  ]);
  writeDefaultCertificate();
  // An ES module, and slow to load.
  const k8s = await import("@kubernetes/client-node");
  const config = new k8s.KubeConfig();
  config.loadFromFile(kubeconfigOf("router"));
  const objects = config.makeApiClient(k8s.CustomObjectsApi);
  const discovery = config.makeApiClient(k8s.DiscoveryV1Api);
  const listRoutes = () => objects.listCustomObjectForAllNamespaces(api) as Promise<RouteList>;
  const listSlices = () => discovery.listEndpointSliceForAllNamespaces();

  let serving = false;
  const round = async (): Promise<undefined> => {
    const [routes, slices] = await Promise.all([
      answered(listRoutes(), "the Routes"),
      answered(listSlices(), "the endpoints"),
    ]);
    const admissions = admitRoutes(routes.items, new Date());
    await configureFor(admissions, slices.items);
    // Routes are served before anybody is told so.
    for (const admission of admissions.filter(({ changed }) => changed)) await publish(admission);
  };
  const configureFor = async (admissions: Admission[], slices: V1EndpointSlice[]) => {
    const configuration = haproxyConfiguration(admissions, slices, routerFiles);
    if (isConfigured(configuration) && serving) return;
    await configure(configuration);
    const pid = state.haproxy.process?.pid;
    if (serving && pid !== undefined) await reload(pid, configuration);
  };
  const publish = async (admission: Admission) => {
    const { name = "", namespace = "" } = admission.route.metadata;
    const body = { status: { ingress: admission.ingress } };
    const patched = objects.patchNamespacedCustomObjectStatus(
      { ...api, name, namespace, body },
      k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch),
    );
    await answered(patched, `the status of Route ${namespace}/${name}`);
    console.error(describeAdmission(admission));
  };

  await waitFor({
    what: "the first round",
    seconds: firstRoundSeconds,
    // The API server has no storage yet for a kind that was established only just now.
    pending: () => round().catch(String),
  });
  const supervised = supervise(haproxy, { file: `/proc/${process.pid}/ns/mnt` }, Promise.resolve(), save);
  state.haproxy = supervised.state;
  await supervised.ready;
  serving = true;

  const trigger = oneAtATime(who, round);
  const routes = k8s.makeInformer<Route>(config, `/apis/${api.group}/${api.version}/${api.plural}`, listRoutes);
  const slices = k8s.makeInformer(config, "/apis/discovery.k8s.io/v1/endpointslices", listSlices);
  await Promise.all([follow(who, routes, trigger), follow(who, slices, trigger)]);
  trigger();
  setInterval(trigger, resyncMilliseconds);
  state.complete = true;
  save();
}
