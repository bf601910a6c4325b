/** One broker with arguments from the stack configuration. */
import * as pulumi from "@pulumi/pulumi";
import { MosquittoBroker } from "../../../../../index";
import type { MosquittoBrokerArgs } from "../../../../../index";

const given = new pulumi.Config().requireObject<MosquittoBrokerArgs>("broker");
new MosquittoBroker("broker", { ...given, namespace: pulumi.output(given.namespace) });
