/** The program `pulumi-resource-azure-native` of the sandbox. */
import { serve } from "../../protocol/serve";
import { azureNativeProvider } from "./provider";

void serve(azureNativeProvider());
