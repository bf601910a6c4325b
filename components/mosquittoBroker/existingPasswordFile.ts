/** The password file that the user provides. */
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../inputs/errors";
import { input, optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { givenNames } from "../inputs/values";
import { checkObjectSize } from "../kubernetes/objectSize";
import { defaultImage, isTwoZero } from "./image";
import { checkKeyReference } from "./keyReference";
import { withLineFeeds } from "./lineBreaks";
import type { KeyReference } from "./keyReference";
import type { MosquittoBrokerArgs } from "./args";

/** The text of the file, or the Secret that holds it. */
export interface ExistingPasswordFile {
  content?: pulumi.Output<string>;
  secret?: KeyReference;
}

/** The file that the arguments give, if any. Refuses it together with users, for whom this package makes a file. */
export function checkPasswordFile(args: MosquittoBrokerArgs, path: PropertyPath): ExistingPasswordFile | undefined {
  const { users, passwordFile, passwordFileSecret } = args;
  const [first, second] = givenNames({ users: users?.length ? users : undefined, passwordFile, passwordFileSecret });
  if (second !== undefined) {
    refuse(
      path.child(second),
      `cannot be combined with ${first}, since Mosquitto reads one password file: remove one of them`,
    );
  }
  if (passwordFile !== undefined) {
    const { image = defaultImage, allowAnonymous = false } = args;
    const file = { content: passwordFile, image, allowAnonymous };
    return { content: pulumi.secret(input(file, path.child("passwordFile"), checkContent)) };
  }
  const secret = optional(passwordFileSecret, path.child("passwordFileSecret"), checkKeyReference);
  return secret && { secret };
}

/** A password file, and the arguments that decide whether clients can connect with it. */
interface UsedFile {
  content: string;
  image: string;
  allowAnonymous: boolean;
}

/** A user with a hash by PBKDF2 or by the older SHA-512: an identifier, perhaps iterations, the salt, the hash. */
const entry = /^[^:#][^:]*:\$(6|7\$\d+)(\$[A-Za-z0-9+/]+=*){2}\s*$/;
/** The same with argon2id. Mosquitto 2.0 skips such users without an error. */
const argon2Entry = /^[^:#][^:]*:\$argon2id\$\S+\s*$/;

/** Refuses a file with which no one could connect. Never shows its content. */
function checkContent({ content, image, allowAnonymous }: UsedFile, path: PropertyPath): string {
  if (typeof content !== "string") refuse(path, "is not text: set the lines that mosquitto_passwd wrote");
  const file = withLineFeeds(content);
  const lines = file.split("\n").map((text, index) => ({ text, number: index + 1 }));
  const entries = lines.filter(({ text }) => text.trim() !== "" && !text.startsWith("#"));
  const bad = entries.find(({ text }) => !entry.test(text) && !argon2Entry.test(text));
  if (bad !== undefined) {
    refuse(path, `has no user with a hashed password in line ${bad.number}: hash the file with mosquitto_passwd -U`);
  }
  const argon2 = entries.find(({ text }) => argon2Entry.test(text));
  if (argon2 !== undefined && isTwoZero(image)) {
    refuse(
      path,
      `has an argon2id hash in line ${argon2.number}, which ${unlessSecret(image)} does not accept: hash the ` +
        "password with mosquitto_passwd 2.0, or use Mosquitto 2.1.1 or later",
    );
  }
  if (entries.length === 0 && allowAnonymous !== true) {
    refuse(path, "has no user and allowAnonymous is not true: no one could connect. Add a user, or set allowAnonymous");
  }
  return checkObjectSize(file, path);
}
