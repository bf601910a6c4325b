/** The version of the plugin that this stand-in follows. */
export const version = "3.28.0";
