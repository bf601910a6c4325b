/** Serves the components to programs in every language, with the committed schema: Pulumi's own host would analyse the types again. */
const { plainInputs } = require("./plainInputs");

/**
 * @typedef {import("./plainInputs").Properties} Properties
 * @typedef {{ properties: object, inputProperties: Properties }} Component
 * @typedef {{ name: string, version: string, types: import("./plainInputs").Types, resources: Record<string, Component> }} Schema
 * @typedef {new (name: string, args: object, opts: object) => import("@pulumi/pulumi").ComponentResource} ComponentClass
 */

/**
 * Serves until the engine ends this process.
 * @param {Schema} schema
 * @param {Record<string, ComponentClass>} components By the names of their classes.
 * @param {typeof import("@pulumi/pulumi")} pulumi The SDK that the components use.
 * @param {typeof import("@pulumi/pulumi/provider").main} main The same SDK's server.
 */
function serve(schema, components, pulumi, main) {
  /** @type {import("@pulumi/pulumi/provider").Provider} */
  const provider = {
    version: schema.version,
    schema: JSON.stringify(schema),
    construct: async (name, type, inputs, options) => {
      const resource = schema.resources[type];
      if (resource === undefined) throw new Error(`${schema.name} ${schema.version} has no component ${type}.`);
      const args = await plainInputs(inputs, resource.inputProperties, schema.types, pulumi);
      const component = withoutValues(() => new components[type.split(":")[2]](name, args, options), pulumi);
      const outputs = Object.keys(resource.properties).map(output => [output, Reflect.get(component, output)]);
      return { urn: component.urn, state: Object.fromEntries(outputs) };
    },
  };
  void main(provider, process.argv.slice(2));
}

/**
 * Removes the property paths from an error: for each, the engine would print the value, even a password, and repeat the
 * reason. The message contains all that a user needs.
 * @template T
 * @param {() => T} construct
 * @param {typeof import("@pulumi/pulumi")} pulumi
 * @returns {T}
 */
function withoutValues(construct, { InputPropertiesError, InputPropertyError }) {
  try {
    return construct();
  } catch (error) {
    if (!InputPropertyError.isInstance(error) && !InputPropertiesError.isInstance(error)) throw error;
    throw new InputPropertiesError({ message: /** @type {Error} */ (error).message, errors: [] });
  }
}

module.exports = { serve };
