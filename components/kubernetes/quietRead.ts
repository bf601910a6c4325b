/**
 * Options for a read of an object of which the component wants a field or two. Its metadata change with every controller
 * that writes to it, and `pulumi preview --diff` would print a hundred lines of managed fields: values that are secret are
 * left out there. Whoever needs something from the metadata takes it with `pulumi.unsecret`.
 */
export const quietRead = { additionalSecretOutputs: ["metadata"] };
