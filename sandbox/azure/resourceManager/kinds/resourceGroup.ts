/** Resource groups. */
import type { Kind } from "../kind";
import { commonOutputs, object, output, resourceGroupName, text, tracked } from "../properties";

export const resourceGroup: Kind = {
  path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
  apiVersion: "2024-03-01",
  parameters: { resourceGroupName },
  properties: {
    ...tracked,
    managedBy: text(),
    properties: output(object({ provisioningState: output() })),
    ...commonOutputs,
  },
  stateAt: ["properties", "provisioningState"],
  // As in Azure, everything in it is deleted with it.
  removesBelow: true,
};
