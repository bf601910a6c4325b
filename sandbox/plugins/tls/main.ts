/** The sandbox's `pulumi-resource-tls` program. */
import { serve } from "../../protocol/serve";
import { tlsProvider } from "./provider";

void serve(tlsProvider);
