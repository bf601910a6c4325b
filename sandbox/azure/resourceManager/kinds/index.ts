/** The resource types of the simulated ARM, by Pulumi's names for them. */
import type { Kind } from "../kind";
import { accessKinds } from "./access";
import { arcKinds } from "./arc";
import { containerRegistry } from "./containerRegistry";
import { containerServiceKinds } from "./containerService";
import { iotOperationsKinds } from "./iotOperations";
import { networkKinds } from "./network";
import { resourceGroup } from "./resourceGroup";

export const kinds: Record<string, Kind> = {
  "azure-native:resources:ResourceGroup": resourceGroup,
  ...arcKinds,
  ...iotOperationsKinds,
  ...networkKinds,
  ...accessKinds,
  "azure-native:containerregistry:Registry": containerRegistry,
  ...containerServiceKinds,
};

/** The description of a type; a clear error if there is none. */
export function kindOf(token: string): Kind {
  if (token in kinds) return kinds[token];
  const known = Object.keys(kinds).join(", ");
  throw new Error(`The stand-in for the azure-native plugin has no resource type ${token}; it has ${known}`);
}
