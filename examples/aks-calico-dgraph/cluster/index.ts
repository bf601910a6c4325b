/** What the document makes in Azure: a cluster with Azure CNI and Calico, and a registry from which its nodes pull. */
import * as pulumi from "@pulumi/pulumi";
import { AksCluster } from "../../../index";

const config = new pulumi.Config();

const aks = new AksCluster("calico", {
  resourceGroupName: config.get("resourceGroup"),
  clusterName: config.get("clusterName"),
  systemPool: { vmSize: config.get("vmSize") },
  registry: { registryName: config.get("registryName") },
});

export const resourceGroup = aks.resourceGroupName;
export const clusterName = aks.clusterName;
export const registryLoginServer = aks.registryLoginServer;
