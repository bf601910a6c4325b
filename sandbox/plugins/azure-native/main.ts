/** The sandbox's `pulumi-resource-azure-native` program. */
import { serve } from "../../protocol/serve";
import { azureNativeProvider } from "./provider";

void serve(azureNativeProvider());
