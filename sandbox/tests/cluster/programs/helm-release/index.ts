/** One Helm release, with the chart and values that the configuration names. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const repository = config.get("repository");
const greeting = config.require("greeting");
const image = config.require("image");
const provider = new kubernetes.Provider("cluster", { namespace: config.require("namespace") });
const release = new kubernetes.helm.v3.Release(
  "greeter",
  {
    name: "greeter",
    chart: config.require("chart"),
    version: config.get("version"),
    repositoryOpts: repository === undefined ? undefined : { repo: repository },
    timeout: config.requireNumber("timeout"),
    values: {
      greeting,
      image,
      password: config.requireSecret("password"),
    },
  },
  { provider },
);

export const status = release.status;
export const resourceNames = release.resourceNames;
