/** Container registries. */
import { ArmError } from "../armError";
import { systemIdentity } from "../managedIdentity";
import { textAt } from "../json";
import { lasting } from "../kind";
import type { Kind, Put } from "../kind";
import {
  anything,
  choice,
  commonOutputs,
  flag,
  list,
  object,
  output,
  required,
  resourceGroupName,
  systemData,
  text,
  tracked,
} from "../properties";

const switches = ["Enabled", "Disabled"];

export const containerRegistry: Kind = {
  path:
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ContainerRegistry" +
    "/registries/{registryName}",
  apiVersion: "2023-01-01-preview",
  parameters: {
    resourceGroupName,
    registryName: text({ ...required, minLength: 5, maxLength: 50, pattern: /^[a-zA-Z0-9]*$/ }),
  },
  properties: {
    ...tracked,
    sku: object({ name: choice(["Basic", "Standard", "Premium", "Classic"], required), tier: output() }, required),
    adminUserEnabled: flag({ default: false }),
    anonymousPullEnabled: flag({ default: false }),
    dataEndpointEnabled: flag({ default: false }),
    encryption: anything,
    identity: anything,
    networkRuleBypassOptions: choice(["AzureServices", "None"], { default: "AzureServices" }),
    networkRuleSet: object({
      defaultAction: choice(["Allow", "Deny"], { ...required, default: "Allow" }),
      ipRules: list(anything),
    }),
    policies: anything,
    publicNetworkAccess: choice(switches, { default: "Enabled" }),
    // Azure cannot change it later; the plugin does not replace for it.
    zoneRedundancy: choice(switches, { default: "Disabled", createOnly: true }),
    creationDate: output(),
    loginServer: output(),
    dataEndpointHostNames: output(list(text())),
    privateEndpointConnections: output(anything),
    status: output(anything),
    provisioningState: output(),
    ...systemData,
    ...commonOutputs,
  },
  stateAt: ["provisioningState"],
  check: checkRegistry,
  outputs: put => ({
    ...systemIdentity(put),
    sku: { tier: textAt(put.body, "sku", "name") ?? "" },
    creationDate: lasting(put, () => new Date().toISOString(), "creationDate"),
    loginServer: `${put.parameters.registryName.toLowerCase()}.azurecr.io`,
    dataEndpointHostNames: [],
    privateEndpointConnections: [],
  }),
};

function checkRegistry({ id, parameters, body, resources }: Put): void {
  const name = parameters.registryName.toLowerCase();
  const taken = resources
    .ofType("azure-native:containerregistry:Registry")
    .some(other => other.id.toLowerCase() !== id.toLowerCase() && other.parameters.registryName.toLowerCase() === name);
  if (taken) {
    const reason = `The registry DNS name ${name}.azurecr.io is already in use.`;
    throw new ArmError(409, "AlreadyInUse", reason);
  }
  const sku = textAt(body, "sku", "name") ?? "";
  const premiumOnly = [
    { feature: "zone redundancy", asked: body.zoneRedundancy === "Enabled" },
    { feature: "network rules", asked: body.networkRuleSet !== undefined },
    { feature: "a disabled public network access", asked: body.publicNetworkAccess === "Disabled" },
    { feature: "dedicated data endpoints", asked: body.dataEndpointEnabled === true },
  ].find(({ asked }) => asked && sku !== "Premium");
  if (premiumOnly) {
    throw new ArmError(400, "SkuNotSupported", `The registry's SKU ${sku} does not support ${premiumOnly.feature}.`);
  }
  if (body.anonymousPullEnabled === true && !["Standard", "Premium"].includes(sku)) {
    throw new ArmError(400, "SkuNotSupported", `The registry's SKU ${sku} does not support anonymous pull.`);
  }
}
