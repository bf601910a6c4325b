/** The program `pulumi-resource-tls` of the sandbox. */
import { serve } from "../../protocol/serve";
import { tlsProvider } from "./provider";

void serve(tlsProvider);
