/** A password file that someone else made. */
import * as pulumi from "@pulumi/pulumi";
import { checked, givenNames, refuse } from "../checked";
import { checkedKeyReference } from "./keyReference";
import type { KeyReference } from "./keyReference";
import type { MosquittoBrokerArgs } from "./mosquittoBrokerArgs";

/** Its text, or the Secret that it stands in. */
export interface GivenPasswordFile {
  content?: pulumi.Output<string>;
  secret?: KeyReference;
}

/** The given file, if there is one. Refuses it beside users, whose file it would be. */
export function checkedPasswordFile(args: MosquittoBrokerArgs): GivenPasswordFile | undefined {
  const { users, passwordFile, passwordFileSecret } = args;
  const [first, second] = givenNames({ users: users?.length ? users : undefined, passwordFile, passwordFileSecret });
  if (second !== undefined) {
    refuse(second, `is given beside ${first}: Mosquitto reads one password file, so give only one of them`);
  }
  if (passwordFile !== undefined) {
    return { content: pulumi.secret(checked(passwordFile, content => checkContent(content, "passwordFile"))) };
  }
  return passwordFileSecret && { secret: checkedKeyReference(passwordFileSecret, "passwordFileSecret") };
}

/** Never tells what was given. */
function checkContent(content: string, propertyPath: string): string {
  if (typeof content !== "string") {
    refuse(propertyPath, "is not text: give the lines that mosquitto_passwd wrote");
  }
  content.split("\n").forEach((line, index) => {
    const isEntry = /^[^:#][^:]*:\$(6|7|argon2id)\$\S+\s*$/.test(line);
    if (!isEntry && line.trim() !== "" && !line.startsWith("#")) {
      refuse(propertyPath, `has no user with a hash in line ${index + 1}: hash it with mosquitto_passwd -U`);
    }
  });
  return content;
}
