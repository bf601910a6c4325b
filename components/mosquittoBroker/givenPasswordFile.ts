/** A password file that someone else made. */
import * as pulumi from "@pulumi/pulumi";
import { checked, givenNames, refuse, requireObjectIfGiven } from "../inputs/checked";
import { unlessSecret } from "../inputs/shown";
import { defaultImage, mosquittoVersion } from "./image";
import { checkedKeyReference } from "./keyReference";
import type { KeyReference } from "./keyReference";
import type { MosquittoBrokerArgs } from "./args";

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
    const { image = defaultImage, allowAnonymous = false } = args;
    return { content: pulumi.secret(checked({ content: passwordFile, image, allowAnonymous }, checkContent)) };
  }
  const path = "passwordFileSecret";
  const reference = requireObjectIfGiven(passwordFileSecret, path, "have name and key");
  return reference && { secret: checkedKeyReference(reference, path) };
}

/** A password file, and by what its worth is judged. */
interface UsedFile {
  content: string;
  image: string;
  allowAnonymous: boolean;
}

/** A user with a hash of PBKDF2 or the simple one of before: an identifier, perhaps iterations, the salt, the hash. */
const entry = /^[^:#][^:]*:\$(6|7\$\d+)(\$[A-Za-z0-9+/]+=*){2}\s*$/;
/** The same with argon2id, which Mosquitto 2.0 drops without an error. */
const argon2Entry = /^[^:#][^:]*:\$argon2id\$\S+\s*$/;

/** Refuses what would let nobody in. Never tells what was given. */
function checkContent({ content, image, allowAnonymous }: UsedFile): string {
  const propertyPath = "passwordFile";
  if (typeof content !== "string") {
    refuse(propertyPath, "is not text: give the lines that mosquitto_passwd wrote");
  }
  const lines = content.split("\n").map((text, index) => ({ text, number: index + 1 }));
  const entries = lines.filter(({ text }) => text.trim() !== "" && !text.startsWith("#"));
  const bad = entries.find(({ text }) => !entry.test(text) && !argon2Entry.test(text));
  if (bad !== undefined) {
    refuse(propertyPath, `has no user with a hash in line ${bad.number}: hash it with mosquitto_passwd -U`);
  }
  const argon2 = entries.find(({ text }) => argon2Entry.test(text));
  if (argon2 !== undefined && /^2\.0(\.|$)/.test(mosquittoVersion(image) ?? "")) {
    refuse(
      propertyPath,
      `has a hash with argon2id in line ${argon2.number}, with which ${unlessSecret(image)} lets nobody in: use ` +
        "mosquitto_passwd of 2.0, or an image of 2.1.1 or later",
    );
  }
  if (entries.length === 0 && allowAnonymous !== true) {
    refuse(
      propertyPath,
      "has no user and allowAnonymous is not true: no one could connect. Add one, or set allowAnonymous",
    );
  }
  return content;
}
