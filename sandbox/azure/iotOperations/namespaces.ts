/** The namespaces of the stand-in, told apart from those of others that have the same names. */
import { apply, kubectl } from "../../machine/kubectl";
import type { Programs } from "../../machine/programs";
import { ours } from "./names";

/** What there is in each namespace from the beginning. */
const fromTheBeginning = ["configmap/kube-root-ca.crt", "serviceaccount/default"];

/** Makes one, or takes over an empty one, such as a custom location makes. Fails where somebody else's things are in it. */
export async function makeOurs(programs: Programs, name: string): Promise<void> {
  if (!(await isOurs(programs, name))) {
    const kinds = "all,configmaps,secrets,serviceaccounts,persistentvolumeclaims";
    const listed = await kubectl(programs, ["--namespace", name, "get", kinds, "--output=name"]);
    const [first] = listed.split("\n").filter(line => line !== "" && !fromTheBeginning.includes(line));
    if (first !== undefined) {
      throw new Error(
        `There is a namespace ${name} already, with ${first} and maybe more in it: delete it first, as what is in it ` +
          "would go with the stand-in of Azure IoT Operations.",
      );
    }
  }
  await apply(programs, [{ apiVersion: "v1", kind: "Namespace", metadata: { name, labels: ours } }]);
}

/** Whether there is a namespace of this name that the stand-in has made. */
export async function isOurs(programs: Programs, name: string): Promise<boolean> {
  const [[key, value]] = Object.entries(ours);
  const selection = ["--selector", `${key}=${value}`, "--field-selector", `metadata.name=${name}`];
  return (await kubectl(programs, ["get", "namespaces", ...selection, "--output=name"])) !== "";
}
