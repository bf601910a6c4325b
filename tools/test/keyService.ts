/**
 * A key service for the stacks of the tests, with the two calls of Vault's transit engine that Pulumi makes. With a passphrase,
 * Pulumi derives the key anew in every command, and that takes most of the command's processor time.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** The environment with which Pulumi finds the service, which ends with this process. */
export async function startKeyService(): Promise<NodeJS.ProcessEnv> {
  const key = randomBytes(32);
  const answers: Record<string, (given: Record<string, string>) => object> = {
    encrypt: ({ plaintext }) => ({ ciphertext: encrypted(plaintext, key) }),
    decrypt: ({ ciphertext }) => ({ plaintext: decrypted(ciphertext, key) }),
  };
  const server = createServer((request, response) => {
    void (async () => {
      const [, operation = ""] = /^\/v1\/transit\/(\w+)\//.exec(request.url ?? "") ?? [];
      const answer = answers[operation];
      if (answer === undefined) response.writeHead(404).end();
      else response.end(JSON.stringify({ data: answer(JSON.parse(await textOf(request)) as Record<string, string>) }));
    })().catch(() => response.writeHead(400).end());
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    AKS_MQTT_SECRETS_PROVIDER: "hashivault://tests",
    VAULT_SERVER_URL: `http://127.0.0.1:${port}`,
    VAULT_SERVER_TOKEN: "test",
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}

function encrypted(plaintext: string, key: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const content = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return `vault:v1:${Buffer.concat([nonce, cipher.getAuthTag(), content]).toString("base64")}`;
}

function decrypted(ciphertext: string, key: Buffer): string {
  const sealed = Buffer.from(ciphertext.replace("vault:v1:", ""), "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString("utf8");
}
