/** The sandbox's own folders for Helm's repositories, logins and caches. The user's are never touched. */
import * as path from "node:path";
import { stateFolder } from "./paths";

const folder = path.join(stateFolder, "pulumi", "helm");

/** The variables that point Helm to these folders. */
export const helmVariables = {
  HELM_CONFIG_HOME: path.join(folder, "config"),
  HELM_CACHE_HOME: path.join(folder, "cache"),
  HELM_DATA_HOME: path.join(folder, "data"),
};
