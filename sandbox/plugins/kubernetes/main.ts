/** The `pulumi-resource-kubernetes` program. */
import { serve } from "../../protocol/serve";
import { kubernetesProvider } from "./provider";

void serve(kubernetesProvider());
