/** Checks the arguments of a `BrokerAuthentication`. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../../inputs/errors";
import { input } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { checkControlPlane } from "../controlPlane";
import { checkResourceName } from "../values";
import type { BrokerAuthenticationArgs } from "./args";
import { checkMethods } from "./methods";

/** A BrokerAuthentication. */
export type Authentication = ReturnType<typeof checkAuthentication>;

/** Checks the arguments of the component of this name. Warnings are logged for the resource. */
export function checkAuthentication(name: string, args: BrokerAuthenticationArgs, resource: pulumi.Resource) {
  const { brokerName = "default", authenticationName = name, methods } = args;
  const root = PropertyPath.root;
  return checkAll({
    controlPlane: () => checkControlPlane(args),
    brokerName: () => input(brokerName, root.child("brokerName"), checkResourceName),
    authenticationName: () => input(authenticationName, root.child("authenticationName"), checkAuthenticationName),
    methods: () => checkMethods(methods, root.child("methods"), resource),
  });
}

/** Any name except that of the authentication that comes with Azure IoT Operations. */
export function checkAuthenticationName(name: string, path: PropertyPath): string {
  if (name === "default") {
    refuse(
      path,
      "is 'default', which belongs to Azure IoT Operations: its own components connect with it. Choose another name, such " +
        "as 'my-authentication'. If tokens for the audience aio-internal should also be valid here, list that audience",
    );
  }
  return checkResourceName(name, path);
}
