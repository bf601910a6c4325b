/** Arguments that decide which resources exist, as programs in every language send them. */

/**
 * @typedef {{ type?: string, plain?: boolean, items?: Type, $ref?: string }} Type
 * @typedef {Record<string, Type>} Properties
 * @typedef {Record<string, { properties?: Properties }>} Types
 * @typedef {typeof import("@pulumi/pulumi")} Sdk
 * @typedef {import("@pulumi/pulumi").Output<unknown>} Output
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
 * @param {boolean} isPart Whether it was part of an Output, whose secrecy says nothing about this part.
 * @returns {Promise<unknown>}
 */
async function unwrapped(value, type, types, sdk, isPart = false) {
  const { items = {}, $ref = "" } = type;
  const { properties } = types[$ref.replace("#/types/", "")] ?? {};
  if (sdk.Output.isInstance(value)) {
    const { content, isKnown, isSecret, part } = await opened(value, sdk);
    if (properties !== undefined && isObject(content)) return takenApart(content, part, properties, types, sdk);
    if (isSecret && !isPart) return value;
    if (Array.isArray(content)) {
      return Promise.all(content.map((_, index) => unwrapped(part(index), items, types, sdk, isPart)));
    }
    return isKnown ? content : value;
  }
  if (Array.isArray(value)) return Promise.all(value.map(item => unwrapped(item, items, types, sdk)));
  return properties !== undefined && isObject(value) ? plainInputs(value, properties, types, sdk) : value;
}

/**
 * The members of an object that is one Output. .NET sends items of lists like that, and all of an item is secret or unknown if
 * anything in it is: a member that must be plain is plain here unless it is unknown itself.
 * @param {Record<string, unknown>} content
 * @param {(name: string) => Output} part
 * @param {Properties} properties
 * @param {Types} types
 * @param {Sdk} sdk
 * @returns {Promise<Record<string, unknown>>}
 */
async function takenApart(content, part, properties, types, sdk) {
  const members = Object.keys(content).map(async name => {
    const type = properties[name];
    return [name, type?.plain ? await unwrapped(part(name), type, types, sdk, true) : part(name)];
  });
  return Object.fromEntries(await Promise.all(members));
}

/**
 * What is in an Output, and its parts as Outputs. .NET marks a secret inside an Output with a signature, which the SDK leaves in
 * its value.
 * @param {Output} output
 * @param {Sdk} sdk
 */
async function opened(output, { secret, runtime: { isRpcSecret, unwrapRpcSecret } }) {
  const signed = await hidden(output).promise(true);
  const isSecret = (await hidden(output).isSecret) || isRpcSecret(signed);
  return {
    content: unwrapRpcSecret(signed),
    isKnown: await hidden(output).isKnown,
    isSecret,
    /** @param {string | number} name */
    part: name => {
      const member = hidden(output).apply(whole => unwrapRpcSecret(whole)[name], true);
      return isSecret ? secret(member) : member;
    },
  };
}

/**
 * The members of an Output that the SDK's types leave out.
 * @param {Output} output
 * @returns {{ isKnown: Promise<boolean>, isSecret: Promise<boolean>, promise(withUnknowns: boolean): Promise<unknown>, apply(of: (value: any) => unknown, withUnknowns: boolean): Output }}
 */
function hidden(output) {
  return /** @type {any} */ (output);
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

module.exports = { plainInputs };
