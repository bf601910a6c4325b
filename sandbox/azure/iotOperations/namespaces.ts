/** The stand-in's namespaces, told apart from those of others with the same names. */
import { apply, kubectl } from "../../machine/kubectl";
import type { Programs } from "../../machine/programs";
import { ours } from "./names";

/** What every new namespace contains. */
const fromTheBeginning = ["configmap/kube-root-ca.crt", "serviceaccount/default"];

/** Creates one, or takes over an empty one, such as a custom location creates. Fails if it contains anything else. */
export async function makeOurs(programs: Programs, name: string): Promise<void> {
  if (!(await isOurs(programs, name))) {
    const kinds = "all,configmaps,secrets,serviceaccounts,persistentvolumeclaims";
    const listed = await kubectl(programs, ["--namespace", name, "get", kinds, "--output=name"]);
    const [first] = listed.split("\n").filter(line => line !== "" && !fromTheBeginning.includes(line));
    if (first !== undefined) {
      throw new Error(
        `There is a namespace ${name} already, with ${first} and maybe more in it. Delete it first: its contents would ` +
          "be deleted with the stand-in for Azure IoT Operations.",
      );
    }
  }
  await apply(programs, [{ apiVersion: "v1", kind: "Namespace", metadata: { name, labels: ours } }]);
}

/** Whether there is a namespace of this name that the stand-in created. */
export async function isOurs(programs: Programs, name: string): Promise<boolean> {
  const [[key, value]] = Object.entries(ours);
  const selection = ["--selector", `${key}=${value}`, "--field-selector", `metadata.name=${name}`];
  return (await kubectl(programs, ["get", "namespaces", ...selection, "--output=name"])) !== "";
}
