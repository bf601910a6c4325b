/** Go's settings for programs in tests: what is compiled for one serves the next, and the user's own caches stay as they are. */
import * as path from "node:path";
import { cacheFolder } from "../../sandbox/paths";

export const goVariables = {
  GOPATH: path.join(cacheFolder, "go", "path"),
  GOCACHE: path.join(cacheFolder, "go", "build"),
  GOFLAGS: "-mod=readonly -modcacherw",
  GOTOOLCHAIN: "local",
};
