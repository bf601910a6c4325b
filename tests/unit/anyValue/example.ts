/** Accepted arguments of a component, in which single values are then replaced. */
export interface Example {
  /** The name of the class. */
  component: string;
  what: string;
  args: () => object | Promise<object>;
  make: (args: never) => unknown;
}
