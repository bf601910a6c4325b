/** Mosquitto's password file, as `mosquitto_passwd` writes it. */
import { pbkdf2Sync, scryptSync } from "node:crypto";

const iterations = 101;
const saltBytes = 12;
const hashBytes = 64;

/** The password file for these users, always the same. `broker` makes it differ where users share a password. */
export function passwordFile(passwords: Record<string, string>, broker: string): string {
  return Object.entries(passwords)
    .map(([user, password]) => `${user}:${hashedPassword(password, `${broker}/${user}`)}\n`)
    .join("");
}

/** PBKDF2 with SHA-512 in the form `$7$iterations$salt$hash`, for Mosquitto 2.0 and later. */
function hashedPassword(password: string, context: string): string {
  const salt = saltOf(password, context);
  const hash = pbkdf2Sync(password, salt, iterations, hashBytes, "sha512");
  return `$7$${iterations}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

/**
 * A salt that differs for each broker, user and password. A random salt would show a change in every preview. An
 * attacker has to compute this one for each guess of a password: scrypt makes that far more work than the hash itself.
 */
function saltOf(password: string, context: string): Buffer {
  return scryptSync(password, context, saltBytes, { N: 4096, r: 8, p: 1 });
}
