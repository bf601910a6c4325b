/** A row of the table of chains: how its certificates differ from the usual ones, and who takes it. */
import type { MadeCertificate, OpensslPki, Wish } from "../../../sandbox/testing/opensslPki";

/** The places in a chain, from the server upwards. */
export type Place = "leaf" | "intermediate" | "upper" | "root";

export interface ChainRow {
  what: string;
  /** What differs from the usual chain of leaf, intermediate and root. */
  leaf?: Wish;
  intermediate?: Wish;
  root?: Wish;
  /** A second intermediate, between the intermediate and the root. */
  upper?: Wish;
  /** Let the root sign the leaf. */
  withoutIntermediate?: boolean;
  /** Let the leaf sign itself. */
  selfSigned?: boolean;
  /** What the server sends. Default: all but the root. */
  sent?: Place[];
  /** What clients trust. Default: the root. A namesake has the root's name, but not its key. */
  trusted?: (Place | "namesake")[];
  /** Changes the text that the server sends. */
  edit?: (sent: string, made: Partial<Record<Place, MadeCertificate>>) => string;
  /** The names by which clients connect. */
  hosts?: string[];
  /** Why OpenSSL judges differently. Unset if it agrees. */
  openssl?: string;
  /** Why Go judges differently. Unset if it agrees. */
  go?: string;
}

const ofAuthority = { basicConstraints: "critical,CA:TRUE", keyUsage: "critical,keyCertSign,cRLSign" };

const usual: Record<Place, Wish> = {
  root: { subject: "/O=Example/CN=root", extensions: { ...ofAuthority, subjectKeyIdentifier: "hash" } },
  upper: { subject: "/O=Example/CN=upper", extensions: ofAuthority },
  intermediate: { subject: "/O=Example/CN=intermediate", extensions: ofAuthority },
  leaf: {
    subject: "/O=Example/CN=server",
    extensions: {
      basicConstraints: "CA:FALSE",
      keyUsage: "critical,digitalSignature",
      extendedKeyUsage: "serverAuth",
      subjectAltName:
        "DNS:mqtt.example.com,DNS:*.factory.example.com,DNS:broker.mqtt.svc,IP:203.0.113.7,IP:2001:db8::7",
    },
  },
};

/** A chain as the judges see it. */
export interface PresentedChain {
  sent: string;
  trusted: string;
  hosts: string[];
}

/** Makes the certificates of a row. */
export function present(row: ChainRow, pki: OpensslPki): PresentedChain {
  const wish = (place: Place): Wish => ({
    ...usual[place],
    ...row[place],
    extensions: { ...usual[place].extensions, ...row[place]?.extensions },
  });
  const made: Partial<Record<Place, MadeCertificate>> = { root: pki.make(wish("root")) };
  if (row.upper) made.upper = pki.make(wish("upper"), made.root);
  if (!row.withoutIntermediate && !row.selfSigned) {
    made.intermediate = pki.make(wish("intermediate"), made.upper ?? made.root);
  }
  made.leaf = pki.make(wish("leaf"), row.selfSigned ? undefined : (made.intermediate ?? made.upper ?? made.root));
  const places = (["leaf", "intermediate", "upper"] as const).filter(place => made[place] !== undefined);
  const namesake = pki.make({ ...wish("root"), days: [-2, 365] });
  const text = (of: readonly (Place | "namesake")[]) =>
    of.map(place => (place === "namesake" ? namesake : made[place]!).pem).join("");
  const sent = text(row.sent ?? places);
  return {
    sent: row.edit?.(sent, made) ?? sent,
    trusted: text(row.trusted ?? ["root"]),
    hosts: row.hosts ?? ["mqtt.example.com"],
  };
}
