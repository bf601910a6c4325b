import assert from "node:assert/strict";
import { clusterListing, comesBackTo } from "../../testing/clusterListing";
import type { Listing } from "../../testing/clusterListing";
import { brokerTests } from "./iotOperations/broker";
import { operatorTests } from "./iotOperations/operator";
import { podTests } from "./iotOperations/pod";
import { install, namespace, uninstall } from "../../testing/iotOperationsStandIn";

/** Parts of the names of everything that is installed. */
const names = [namespace, "cert-manager", "aio", "iotoperations"] as const;

/** All tests share one installation. */
describe("the stand-in for Azure IoT Operations", function () {
  // The API server may take minutes to delete a custom resource definition.
  this.timeout(600_000);
  let listing: Listing;

  before(async () => {
    listing = await clusterListing(...names);
    await install();
  });
  after(uninstall);

  describe("as an operator", operatorTests);
  describe("as a broker", brokerTests);

  describe("for a pod in the cluster", podTests);

  describe("at the end", () => {
    it("changes nothing when installed again", async () => {
      const before = await withoutReleases();
      await install();
      assert.deepEqual(await withoutReleases(), before);
    });

    it("leaves the cluster as it was", async () => {
      await uninstall();
      await comesBackTo(listing);
    });
  });
});

/** The cluster's objects without Helm's releases, as Helm records each installation. */
async function withoutReleases(): Promise<string[]> {
  return (await clusterListing(...names)).objects.filter(line => !line.includes("sh.helm.release"));
}
