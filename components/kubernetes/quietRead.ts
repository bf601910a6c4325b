/**
 * Options for reading an object of which only a field or two are needed. Its metadata change whenever a controller writes to
 * it, and `pulumi preview --diff` would print a hundred lines of managed fields, but it leaves out secret values. Use
 * `pulumi.unsecret` to read something from the metadata.
 */
export const quietRead = { additionalSecretOutputs: ["metadata"] };
