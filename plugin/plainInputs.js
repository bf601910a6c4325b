/** Arguments that decide which resources exist, as programs in every language send them. */

/**
 * @typedef {{ plain?: boolean, items?: Type, $ref?: string }} Type
 * @typedef {Record<string, Type>} Properties
 * @typedef {Record<string, { properties?: Properties }>} Types
 * @typedef {typeof import("@pulumi/pulumi")} Sdk
 */

/**
 * Unwraps known Outputs where the components take plain values only: most SDKs let a program put an Output into a list whose
 * items decide which resources exist. One that is unknown or secret stays, and the component refuses it with its path.
 * @param {Record<string, unknown>} inputs
 * @param {Properties} properties Of the inputs, as the schema has them.
 * @param {Types} types All types of the schema.
 * @param {Sdk} sdk
 * @returns {Promise<Record<string, unknown>>}
 */
async function plainInputs(inputs, properties, types, sdk) {
  const entries = Object.entries(inputs).map(async ([name, value]) => {
    const type = properties[name];
    return [name, type?.plain ? await unwrapped(value, type, types, sdk) : value];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * @param {unknown} value
 * @param {Type} type
 * @param {Types} types
 * @param {Sdk} sdk
 * @returns {Promise<unknown>}
 */
async function unwrapped(value, { items = {}, $ref = "" }, types, sdk) {
  const known = await ifKnown(value, sdk);
  if (Array.isArray(known)) return Promise.all(known.map(item => unwrapped(item, items, types, sdk)));
  const { properties } = types[$ref.replace("#/types/", "")] ?? {};
  if (properties === undefined || typeof known !== "object" || known === null || sdk.Output.isInstance(known))
    return known;
  return plainInputs(/** @type {Record<string, unknown>} */ (known), properties, types, sdk);
}

/**
 * @param {unknown} value
 * @param {Sdk} sdk
 * @returns {Promise<unknown>}
 */
async function ifKnown(value, sdk) {
  if (!sdk.Output.isInstance(value) || (await sdk.isSecret(value))) return value;
  // The types of the SDK hide these two.
  const output = /** @type {{ isKnown: Promise<boolean>, promise(): Promise<unknown> }} */ (
    /** @type {unknown} */ (value)
  );
  return (await output.isKnown) ? output.promise() : value;
}

module.exports = { plainInputs };
