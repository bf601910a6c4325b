/**
 * Preloaded by NODE_OPTIONS: leaves JavaScript files to Node itself. tsx would search each file of each package for ES module
 * syntax, which takes more than a quarter of the time in which a program of this project starts.
 */
import Module from "node:module";

// tsx replaces the loader of an extension only if it can.
Object.defineProperty(Module._extensions, ".js", { writable: false, configurable: false });
