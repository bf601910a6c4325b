/** One cluster with arguments from the stack configuration. */
import * as pulumi from "@pulumi/pulumi";
import { AksCluster } from "../../../../index";
import type { AksClusterArgs } from "../../../../index";

const config = new pulumi.Config();
new AksCluster(config.get("name") ?? "factory", config.requireObject<AksClusterArgs>("aks"));
