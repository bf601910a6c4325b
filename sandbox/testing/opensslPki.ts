/** Makes certificates of all kinds with the command line of OpenSSL, good and bad ones. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** How a certificate differs from a usual one of its place in the chain. */
export interface Wish {
  subject?: string;
  /** The arguments of `openssl genpkey`. */
  key?: string;
  /** The extensions by name, in the words of OpenSSL's configuration. An undefined one is left out. */
  extensions?: Record<string, string | undefined>;
  digest?: string;
  /** Further arguments of `openssl ca`. */
  signing?: string[];
  /** When it begins and ends, in days from now. */
  days?: [number, number];
}

/** A certificate and its key, as texts and as files. */
export interface MadeCertificate {
  pem: string;
  keyPem: string;
  file: string;
  keyFile: string;
}

export const keys = {
  p256: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve",
  p384: "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
  p521: "-algorithm EC -pkeyopt ec_paramgen_curve:P-521",
  p224: "-algorithm EC -pkeyopt ec_paramgen_curve:P-224",
  secp256k1: "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
  brainpool: "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1",
  explicit: "-algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
  ed25519: "-algorithm ED25519",
  ed448: "-algorithm ED448",
  rsa1024: "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
  rsa2048: "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
};

const configuration = `
[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = issued
policy = any
unique_subject = no
rand_serial = yes
preserve = yes
[any]
countryName = optional
organizationName = optional
commonName = optional
emailAddress = optional
`;

/** Subjects to which name constraints can refer. */
const subjects = "[example]\norganizationName = Example\n[other]\norganizationName = Other\n";

/** A certificate authority in a temporary folder. Equal wishes make one certificate. */
export class OpensslPki {
  private readonly folder = mkdtempSync(path.join(tmpdir(), "x509-judges-"));

  constructor() {
    mkdirSync(path.join(this.folder, "issued"));
    writeFileSync(path.join(this.folder, "ca.cnf"), configuration);
    writeFileSync(path.join(this.folder, "index.txt"), "");
  }

  /** Makes a certificate that `signer` signs, or that signs itself. */
  public make(wish: Wish, signer?: MadeCertificate): MadeCertificate {
    const { subject = "/CN=nobody", key = keys.p256, extensions = {}, digest = "sha256", days = [-1, 365] } = wish;
    const id = createHash("sha256")
      .update(JSON.stringify([wish, signer?.pem]))
      .digest("hex")
      .slice(0, 16);
    const made = (ending: string) => path.join(this.folder, `${id}.${ending}`);
    if (!existsSync(made("pem"))) {
      const lines = Object.entries(extensions).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${value}`],
      );
      writeFileSync(made("ext"), `${lines.join("\n")}\n${subjects}`);
      this.run(["genpkey", ...key.split(" "), "-out", made("key")]);
      this.run([
        "req",
        "-new",
        "-key",
        made("key"),
        "-subj",
        subject,
        "-out",
        made("csr"),
        "-config",
        this.ofRequest(),
      ]);
      const by = signer ? ["-cert", signer.file, "-keyfile", signer.keyFile] : ["-selfsign", "-keyfile", made("key")];
      const [from, to] = days.map(asTime);
      const validity = ["-startdate", from, "-enddate", to];
      const files = ["-in", made("csr"), "-out", made("pem"), "-extfile", made("ext"), "-config", "ca.cnf"];
      const how = ["-batch", "-notext", "-md", digest, ...(wish.signing ?? [])];
      this.run(["ca", ...how, ...by, ...validity, ...files]);
    }
    const text = (ending: string) => readFileSync(made(ending), "utf8");
    return { pem: text("pem"), keyPem: text("key"), file: made("pem"), keyFile: made("key") };
  }

  /** Why `openssl verify`, with the security level of Debian and Ubuntu, refuses a server; empty if it does not. */
  public refusal({ sent, trusted, hosts }: { sent: string; trusted: string; hosts: string[] }): string {
    const write = (name: string, text: string) => {
      writeFileSync(path.join(this.folder, name), text);
      return name;
    };
    const files = ["-CAfile", write("trusted.pem", trusted), "-untrusted", write("sent.pem", sent)];
    const settings = ["-purpose", "sslserver", "-auth_level", "2", "-no-CApath", "-no-CAstore"];
    for (const host of hosts.length === 0 ? [undefined] : hosts) {
      const name = host === undefined ? [] : [/^[\d.]+$|:/.test(host) ? "-verify_ip" : "-verify_hostname", host];
      try {
        this.run(["verify", ...settings, ...name, ...files, write("leaf.pem", sent)]);
      } catch (error) {
        return /error \d+ at .*/.exec(String((error as { stderr: Buffer }).stderr))?.[0] ?? String(error);
      }
    }
    return "";
  }

  /** What a command of OpenSSL prints. */
  public run(args: string[]): string {
    return execFileSync("openssl", args, { cwd: this.folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  /** Removes the folder. */
  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private ofRequest(): string {
    const file = path.join(this.folder, "req.cnf");
    if (!existsSync(file)) writeFileSync(file, "[req]\ndistinguished_name = name\nprompt = no\n[name]\n");
    return file;
  }
}

/** A time in days from now, as OpenSSL reads it. */
function asTime(days: number): string {
  const time = new Date(Date.now() + days * 86_400_000).toISOString();
  return `${time.replace(/[-:T]/g, "").slice(0, 14)}Z`;
}
