/** Bad input of an `AksCluster`, each with a good neighbour. */
import assert from "node:assert/strict";
import { AksCluster } from "../../../index";
import type { AksClusterArgs, AksNetworkArgs, AksNodePoolArgs, AksSystemPoolArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import { run } from "../engine/engine";

export const aks = (args: AksClusterArgs) => new AksCluster("factory", args);
export const system = (systemPool: AksSystemPoolArgs) => aks({ systemPool });
export const work = (pool: Partial<AksNodePoolArgs>) => aks({ pools: [{ name: "work", ...pool }] });
export const network = (args: AksNetworkArgs) => aks({ network: args });

/** A value that is refused, and a neighbouring value that is not. */
export interface Pair {
  path: string;
  program: (value: never) => AksCluster;
  bad: unknown;
  says: RegExp;
  good: unknown;
  /** The resource that the value is for, if not the cluster. */
  madeOf?: string;
}

export const virtualNetworkId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/net";
export const subnetId = `${virtualNetworkId}/subnets/nodes`;

/** Checks that the bad value is refused, plain and as an Output, before it creates anything; the good one creates a cluster. */
export function itTellsApart({ path, program, bad, says, good, madeOf }: Pair): void {
  const named = path.replace(/\[\d\]/g, "").replace(/\W+/g, " ");
  const short = (value: unknown) => JSON.stringify(value).slice(0, 40);
  const what = `${short(bad)} as ${named}`;
  const refused = { what, program: (give: <T>(value: T) => T) => program(give(bad) as never), path, says, madeOf };
  itRefuses(refused);
  itRefusesAsOutput(refused);

  it(`accepts ${short(good)} as ${named}`, async () => {
    const azure = {
      subnet: { addressPrefix: "10.240.0.0/16" },
      virtualNetwork: { addressSpace: { addressPrefixes: ["10.240.0.0/15"] } },
    };
    const { resources } = await run(() => program(good as never), { azure });

    assert.ok(resources.some(({ name }) => name === "factory-cluster"));
  });
}
