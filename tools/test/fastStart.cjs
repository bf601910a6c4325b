/**
 * Preloaded by NODE_OPTIONS: lets test processes and programs start in half the time. It leaves out what Pulumi's SDK does in
 * advance, and what tsx does to packages.
 */
const Module = require("node:module");

// tsx replaces the loader of an extension only if it can. It would search each file of each package for ES module syntax.
Object.defineProperty(Module._extensions, ".js", { writable: false, configurable: false });

/** What the SDK loads only to serialize functions, which is a third of its start, by the file that loads it. */
const rarelyUsed = new Map([
  ["typescript", "typescript-shim.js"],
  ["@npmcli/arborist", "codePaths.js"],
]);

const load = Module._load;
Module._load = (request, parent, isMain) => {
  const loaded = () => load(request, parent, isMain);
  const file = rarelyUsed.get(request);
  if (file !== undefined && parent?.filename?.endsWith(file)) return loadedOnUse(loaded);
  return /\/(debuggable|resource)$/.test(request) ? withoutStackTraces(loaded()) : loaded();
};

/** @param {() => object} load */
function loadedOnUse(load) {
  /** @type {object | undefined} */
  let module;
  return new Proxy(Object.create(null), {
    // A module with this mark is used as it is, while others are copied at once.
    get: (_, name) => (name === "__esModule" ? true : Reflect.get((module ??= load()), name)),
  });
}

/**
 * Pulumi's SDK records a stack trace with each promise, for one of its debugging options, and with each resource, for its
 * source position. With tsx's source maps, that is most of the cost of a test without a cluster.
 * @param {{ debuggablePromise?: (...args: unknown[]) => unknown, Resource?: { callsites?: () => unknown[] } }} sdk
 */
function withoutStackTraces(sdk) {
  const { debuggablePromise, Resource } = sdk;
  if (Resource?.callsites !== undefined) Resource.callsites = () => [];
  if (debuggablePromise === undefined || debuggablePromise.name === "withoutStackTrace") return sdk;
  sdk.debuggablePromise = function withoutStackTrace(...args) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...args);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
  return sdk;
}
