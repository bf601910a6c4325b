/** CA certificates in a ConfigMap. */
import type * as pulumi from "@pulumi/pulumi";
import { isLater } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { appliedTo } from "../inputs/shown";
import { checkObjectSize } from "../kubernetes/objectSize";
import { checkCaBundle, inForce } from "../x509/caBundle";
import type { Purpose } from "../x509/uses";

/** The certificates in force, each once. Refuses more of them than a ConfigMap holds. */
export function checkStoredCaBundle(
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>,
  path: PropertyPath,
  resource: pulumi.Resource,
  purpose?: Purpose,
): pulumi.Output<string> {
  const bundle = checkCaBundle(certificatesPem, path, resource, purpose);
  const isPlain = Array.isArray(certificatesPem) && !certificatesPem.some(isLater);
  if (isPlain) checkObjectSize(inForce(certificatesPem as string[]), path);
  return appliedTo(bundle, pem => checkObjectSize(pem, path));
}
