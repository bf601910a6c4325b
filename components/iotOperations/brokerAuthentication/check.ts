/** The arguments of a `BrokerAuthentication`, checked. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../../inputs/errors";
import { input } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { checkControlPlane } from "../controlPlane";
import type { ControlPlane } from "../controlPlane";
import { checkResourceName } from "../values";
import type { BrokerAuthenticationArgs } from "./args";
import { checkMethods } from "./methods";
import type { AuthenticationMethod } from "./methods";

/** An authentication. */
export interface Authentication {
  controlPlane: ControlPlane;
  brokerName: pulumi.Output<string>;
  authenticationName: pulumi.Output<string>;
  methods: AuthenticationMethod[];
}

/** What the arguments of the component of this name give. Warnings are about the resource. */
export function checkAuthentication(
  name: string,
  args: BrokerAuthenticationArgs,
  resource: pulumi.Resource,
): Authentication {
  const { brokerName = "default", authenticationName = name, methods } = args;
  const root = PropertyPath.root;
  return checkAll({
    controlPlane: () => checkControlPlane(args),
    brokerName: () => input(brokerName, root.child("brokerName"), checkResourceName),
    authenticationName: () => input(authenticationName, root.child("authenticationName"), checkAuthenticationName),
    methods: () => checkMethods(methods, root.child("methods"), resource),
  });
}

/** Any name but that of the authentication that Azure IoT Operations brings along. */
export function checkAuthenticationName(name: string, path: PropertyPath): string {
  if (name === "default") {
    refuse(
      path,
      "is 'default', which belongs to Azure IoT Operations: its own components connect by it. Give another name, such as " +
        "'my-authentication', and list the audience aio-internal if tokens for that are to be valid here too",
    );
  }
  return checkResourceName(name, path);
}
