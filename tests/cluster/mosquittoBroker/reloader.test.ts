import assert from "node:assert/strict";
import { reloaderContainers } from "../../../components/mosquittoBroker/reloader";
import { podVolumes } from "../../../components/mosquittoBroker/volumes";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { apply, eventually, inNamespace, kubectl } from "../../../sandbox/testing/kubectl";

describe("the container that tells Mosquitto about new files", function () {
  this.timeout(180_000);

  it("waits until Mosquitto handles the signal, which would kill it before", () =>
    inNamespace("reloader", async namespace => {
      const metadata = { name: "starting", namespace };
      // Has Mosquitto's process name, and starts more slowly than the other container's interval between two checks.
      const slow =
        "printf mosquitto > /proc/self/comm; for second in $(seq 12); do sleep 1; done; " +
        "trap 'echo read anew' HUP; while :; do sleep 1; done";
      const objects = { configMapName: metadata.name, hasAcl: true, certificates: [], files: [] };
      await apply(
        { apiVersion: "v1", kind: "ConfigMap", metadata, data: { "mosquitto.conf": "", acl: "" } },
        {
          apiVersion: "v1",
          kind: "Pod",
          metadata,
          spec: {
            shareProcessNamespace: true,
            terminationGracePeriodSeconds: 0,
            containers: [
              { name: "mosquitto", image: mosquittoImage, command: ["/bin/sh", "-c", slow] },
              ...reloaderContainers(mosquittoImage, objects),
            ],
            volumes: podVolumes(objects),
          },
        },
      );
      const restarts = "jsonpath={.status.containerStatuses[*].restartCount}";
      const logs = () => kubectl("logs", "--namespace", namespace, "starting", "--container", "mosquitto");
      await eventually(logs, "read anew\n");
      assert.equal(await kubectl("get", "pod", "--namespace", namespace, "starting", "--output", restarts), "0 0");
    }));
});
