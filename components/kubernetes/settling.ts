/** What an Output tells the SDK, which its types leave out. */
import type * as pulumi from "@pulumi/pulumi";

/** How an Output settles. */
interface Settling<T> {
  promise(withUnknowns: boolean): Promise<T>;
  isKnown: Promise<boolean>;
}

/** The same Output, by what its types leave out. */
export function settling<T>(output: pulumi.Output<T>): Settling<T> {
  return output as unknown as Settling<T>;
}
