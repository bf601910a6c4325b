/** A Pod is ready when the kubelet says so, or when it has succeeded. */
import type { V1Pod } from "@kubernetes/client-node";
import type { KubeObject } from "../../../kubernetes/objects";
import { isReady, podTroubles } from "./podEvents";
import { done, waitingFor } from "./progress";
import type { Progress } from "./progress";

export function podProgress(object: KubeObject): Progress {
  const pod = object as unknown as V1Pod;
  return isReady(pod) ? done : waitingFor(...podTroubles(pod));
}
