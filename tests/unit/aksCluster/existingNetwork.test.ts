import assert from "node:assert/strict";
import type { AksNetworkArgs } from "../../../index";
import { network, subnetId, virtualNetworkId } from "./aksInput";
import { attempt, find, run } from "../engine/engine";

describe("Bad input of the network of an AksCluster, compared with what exists in Azure", () => {
  const refused = async (args: AksNetworkArgs, azure: object, says: RegExp) => {
    const { errors, resources } = await attempt(() => network(args), { azure });
    assert.ok(
      errors.some(({ message }) => says.test(message)),
      errors.map(({ message }) => message).join("\n"),
    );
    assert.ok(!resources.some(({ name }) => name === "factory-cluster"), "the cluster was made");
  };
  const taken = async (args: AksNetworkArgs, azure: object) => {
    const { resources } = await run(() => network(args), { azure });
    find(resources, "azure-native:containerservice:ManagedCluster", "factory-cluster");
  };

  it("refuses a subnet that is too small, and accepts one that is large enough", async () => {
    await refused(
      { subnetId },
      { subnet: { addressPrefix: "10.240.0.0/25" } },
      /network\.subnetId: has 123 addresses in 10\.240\.0\.0\/25, but 124 are needed/,
    );
    await taken({ subnetId }, { subnet: { addressPrefix: "10.240.0.0/24" } });
    const two = { addressPrefixes: ["10.240.0.0/25", "10.240.1.0/25", "fd00::/64"] };
    await taken({ subnetId }, { subnet: two });
  });

  it("refuses a Service range that overlaps an existing subnet", () =>
    refused(
      { subnetId },
      { subnet: { addressPrefix: "10.0.8.0/22" } },
      /network\.serviceCidr: is 10\.0\.0\.0\/16, which overlaps network\.subnetId, 10\.0\.8\.0\/22/,
    ));

  it("refuses a Service range that overlaps another subnet of the network, and accepts one outside all subnets", async () => {
    const subnet = { addressPrefix: "10.240.0.0/22" };
    const addressSpace = { addressPrefixes: ["10.0.0.0/8"] };
    const inNetworkWith = (addressPrefix: string) => ({
      subnet,
      virtualNetwork: {
        addressSpace,
        subnets: [
          { name: "Nodes", ...subnet },
          { name: "more", addressPrefix },
        ],
      },
    });
    await refused(
      { subnetId },
      inNetworkWith("10.0.8.0/22"),
      /network\.serviceCidr: is 10\.0\.0\.0\/16, which overlaps another subnet in the network of network\.subnetId, 10\.0\.8\.0\/22/,
    );
    await taken({ subnetId }, inNetworkWith("10.1.8.0/22"));
  });

  it("refuses a subnet in a range that Azure reserves, and accepts one next to it", async () => {
    await refused(
      { subnetId },
      { subnet: { addressPrefix: "172.31.0.0/22" } },
      /network\.subnetId: has 172\.31\.0\.0\/22, but Azure reserves 172\.31\.0\.0\/16:/,
    );
    await taken({ subnetId }, { subnet: { addressPrefix: "172.32.0.0/22" } });
  });

  it("refuses a network that contains a range that Azure reserves, and accepts one next to it", async () => {
    const inNetworkOf = (prefix: string) => ({ virtualNetwork: { addressSpace: { addressPrefixes: [prefix] } } });
    const args = { virtualNetworkId, subnetAddressPrefix: "172.16.0.0/22" };
    await refused(
      args,
      inNetworkOf("172.16.0.0/12"),
      /network\.virtualNetworkId: has 172\.16\.0\.0\/12, but Azure reserves 172\.30\.0\.0\/16:/,
    );
    await taken(args, inNetworkOf("172.16.0.0/13"));
  });

  it("refuses a subnet without an IPv4 range", () =>
    refused(
      { subnetId },
      { subnet: { addressPrefixes: ["fd00::/64"] } },
      /network\.subnetId: has no range of IPv4 addresses/,
    ));

  it("refuses a new subnet outside an existing network", () =>
    refused(
      { virtualNetworkId: virtualNetworkId, subnetAddressPrefix: "10.242.0.0/22" },
      { virtualNetwork: { addressSpace: { addressPrefixes: ["10.240.0.0/16"] } } },
      /network\.subnetAddressPrefix: is 10\.242\.0\.0\/22, which is outside network\.virtualNetworkId, 10\.240\.0\.0\/16/,
    ));

  it("refuses a new subnet that overlaps another, and accepts one next to it, even after it exists", async () => {
    const inNetworkWith = (...subnets: { name: string; addressPrefix: string }[]) => ({
      virtualNetwork: { addressSpace: { addressPrefixes: ["10.240.0.0/16"] }, subnets },
    });
    const others = { name: "others", addressPrefix: "10.240.3.0/24" };
    await refused(
      { virtualNetworkId, subnetAddressPrefix: "10.240.0.0/22" },
      inNetworkWith(others),
      /network\.subnetAddressPrefix: is 10\.240\.0\.0\/22, which overlaps a subnet of network\.virtualNetworkId, 10\.240\.3\.0\/24: choose/,
    );
    const beside = { virtualNetworkId, subnetAddressPrefix: "10.240.4.0/22" };
    await taken(beside, inNetworkWith(others));
    const own = { name: "Factory-10.240.4.0-22", addressPrefix: "10.240.4.0/22" };
    await taken(beside, inNetworkWith(others, own));
  });
});
