/** Mosquitto's password file, as `mosquitto_passwd` writes it. */
import { createHmac, pbkdf2Sync } from "node:crypto";

const iterations = 101;
const saltBytes = 12;
const hashBytes = 64;

/** The password file for these users. The salts come from `saltSecret`: the file is the same as long as its parts are. */
export function passwordFile(passwords: [user: string, password: string][], saltSecret: string): string {
  return passwords.map(([user, password]) => `${user}:${hashedPassword(user, password, saltSecret)}\n`).join("");
}

/** A text as long as the file for these users: all hashes have the same length. */
export function placeholderFile(users: string[]): string {
  const hash = hashedPassword("", "", "");
  return users.map(user => `${user}:${hash}\n`).join("");
}

/** PBKDF2 with SHA-512 in the form `$7$iterations$salt$hash`, for Mosquitto 2.0 and later. */
function hashedPassword(user: string, password: string, saltSecret: string): string {
  const salt = saltOf(user, password, saltSecret);
  const hash = pbkdf2Sync(password, salt, iterations, hashBytes, "sha512");
  return `$7$${iterations}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

/**
 * A salt that differs for each broker, user and password, and tells nothing about them without the secret. A random salt
 * would show a change in every preview.
 */
function saltOf(user: string, password: string, saltSecret: string): Buffer {
  const hmac = createHmac("sha256", saltSecret).update(JSON.stringify([user, password]));
  return hmac.digest().subarray(0, saltBytes);
}
