/** Members of an Output that the SDK uses but its types leave out. */
import type * as pulumi from "@pulumi/pulumi";

interface Settling<T> {
  promise(withUnknowns: boolean): Promise<T>;
  isKnown: Promise<boolean>;
}

/** The same Output, with these members. */
export function settling<T>(output: pulumi.Output<T>): Settling<T> {
  return output as unknown as Settling<T>;
}
