/** Who may connect to a broker: the rules for user names, and the passwords. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { PrivateKey } from "@pulumi/tls";
import { checkBoolean, checked, refuse, requireList, requirePlain } from "../inputs/checked";
import type { MosquittoUserArgs } from "./args";

/** Refuses user names that Mosquitto's password file cannot hold, and passwords that are none. */
export function checkUsers(users: MosquittoUserArgs[]): MosquittoUserArgs[] {
  const names = requireList(users, "users").map((user, index) => {
    const propertyPath = `users[${index}].name`;
    return checkUserName(requirePlain(user.name, propertyPath), propertyPath);
  });
  names.forEach((name, index) => {
    const first = names.indexOf(name);
    if (first < index) {
      refuse(`users[${index}].name`, `is that of users[${first}] too: name each user once`);
    }
  });
  return users.map(({ name, password }, index) => ({
    name,
    password:
      password === undefined ? undefined : checked(password, given => checkPassword(given, `users[${index}].password`)),
  }));
}

/** Never tells what was given. */
function checkPassword(password: string, propertyPath: string): string {
  if (typeof password !== "string") {
    refuse(propertyPath, "is not text: give a password, or leave it out to have one generated");
  }
  if (password === "") {
    refuse(
      propertyPath,
      "is empty: Mosquitto lets nobody in with an empty password. Leave it out to have one generated",
    );
  }
  if (/[\r\n]/.test(password) || password.includes("\0")) {
    refuse(
      propertyPath,
      "has a line break or a null character, perhaps from the end of a file: give the password without it",
    );
  }
  return password;
}

/** Never tells what was given: it may be a user name and a password, as they stand in a password file. */
function checkUserName(name: string, propertyPath: string): string {
  if (typeof name !== "string" || name === "") {
    refuse(propertyPath, "is missing: every user needs a name");
  }
  if (name.includes(":")) {
    refuse(
      propertyPath,
      "has a colon, which ends the name in Mosquitto's password file: give the name alone, and the password as password",
    );
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) {
    refuse(propertyPath, "has a line break or a control character: give a name without");
  }
  if (name.startsWith("#") || name !== name.trim()) {
    refuse(propertyPath, "starts with '#', or starts or ends with a space: give a name that does not");
  }
  return name;
}

/** Refuses a broker that no one may connect to, or that everyone may connect to by mistake. */
export function checkAllowAnonymous(allowAnonymous: boolean, hasPasswordFile: boolean): boolean {
  if (!checkBoolean(allowAnonymous, "allowAnonymous") && !hasPasswordFile) {
    refuse("users", "is empty and allowAnonymous is not true: no one could connect. Add a user, or set allowAnonymous");
  }
  return allowAnonymous;
}

/** The passwords by user name, as secrets; those that are not given are generated. */
export function passwordsOf(
  name: string,
  users: MosquittoUserArgs[],
  parent: pulumi.Resource,
): pulumi.Output<Record<string, string>> {
  const entries = users.map(user =>
    pulumi.all([user.name, user.password ?? generatedPassword(`${name}-password-${user.name}`, parent)]),
  );
  return pulumi.secret(pulumi.all(entries).apply(Object.fromEntries<string>));
}

/** 256 bits that Pulumi keeps, encrypted, until the user is removed: the hash of a private key that has no other use. */
function generatedPassword(childName: string, parent: pulumi.Resource): pulumi.Output<string> {
  const key = new PrivateKey(childName, { algorithm: "ED25519" }, { parent });
  return pulumi.secret(key.privateKeyPem.apply(pem => createHash("sha256").update(pem).digest("base64url")));
}
