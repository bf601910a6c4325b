/** The users, and their passwords. */
import * as pulumi from "@pulumi/pulumi";
import { checkEach, refuse } from "../inputs/errors";
import { optionalInput, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkBoolean, checkList, checkObject } from "../inputs/values";
import { checkObjectSize } from "../kubernetes/objectSize";
import type { MosquittoUserArgs } from "./args";
import { placeholderFile } from "./passwordFile";
import { newRandomSecret } from "./randomSecret";

/** A user. A missing password is generated. */
export type MosquittoUser = ReturnType<typeof checkUser>;

/** Refuses user names that Mosquitto's password file cannot hold, and passwords that Mosquitto does not accept. */
export function checkUsers(users: MosquittoUserArgs[], path: PropertyPath): MosquittoUser[] {
  const all = checkEach(checkList(plain(users, path), path), path, checkUser);
  const names = all.map(({ name }) => name);
  checkEach(names, path, (name, at) => {
    const first = names.indexOf(name);
    if (String(path.index(first)) !== String(at)) {
      refuse(at.child("name"), `is also the name of ${path.index(first)}: name each user once`);
    }
  });
  checkObjectSize(placeholderFile(names), path);
  return all;
}

function checkUser(user: MosquittoUserArgs, path: PropertyPath) {
  const { name, password } = checkObject(plain(user, path), path);
  return {
    name: checkUserName(plain(name, path.child("name")), path.child("name")),
    password: optionalInput(password, path.child("password"), checkPassword),
  };
}

/** Never shows the password. */
function checkPassword(password: string, path: PropertyPath): string {
  if (typeof password !== "string") refuse(path, "is not text: set a password, or remove it to have one generated");
  if (password === "") refuse(path, "is empty: Mosquitto accepts no empty password. Remove it to have one generated");
  if (/[\r\n]/.test(password) || password.includes("\0")) {
    refuse(path, "has a line break or a null character, perhaps from the end of a file: set the password without it");
  }
  return password;
}

/** Never shows the name: it may be a user name with a password, copied from a password file. */
function checkUserName(name: string, path: PropertyPath): string {
  if ((name ?? "") === "") refuse(path, "is missing: every user needs a name");
  if (typeof name !== "string") refuse(path, "is not text: set the user's name as text");
  if (name.includes(":")) {
    refuse(
      path,
      "has a colon, which ends the name in Mosquitto's password file: set the name alone, and the password in password",
    );
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) {
    refuse(path, "has a line break or a control character: set a name without it");
  }
  if (name.startsWith("#") || name !== name.trim()) {
    refuse(path, "starts with '#', or starts or ends with a space: set a name that does not");
  }
  return name;
}

/** Refuses settings under which no client could connect. */
export function checkAllowAnonymous(allowAnonymous: boolean, path: PropertyPath, hasPasswordFile: boolean): boolean {
  if (!checkBoolean(allowAnonymous, path) && !hasPasswordFile) {
    refuse(
      PropertyPath.root.child("users"),
      "is empty and allowAnonymous is not true: no one could connect. Add a user, or set allowAnonymous",
    );
  }
  return allowAnonymous;
}

/**
 * The users' names with their passwords, as secrets. Missing passwords are generated. Not an object with the names as keys:
 * Pulumi copies objects, and loses a key such as `__proto__`.
 */
export function passwordsOf(
  name: string,
  users: MosquittoUser[],
  parent: pulumi.Resource,
): pulumi.Output<[user: string, password: string][]> {
  const entries = users.map(user =>
    pulumi.all([user.name, user.password ?? newRandomSecret(`${name}-password-${user.name}`, parent)]),
  );
  return pulumi.secret(pulumi.all(entries));
}
