/** Chains that clients take. */
import type { ChainRow } from "./chainRow";
import { keys } from "../../../sandbox/testing/opensslPki";

const allRsa = { root: { key: keys.rsa2048 }, intermediate: { key: keys.rsa2048 }, leaf: { key: keys.rsa2048 } };

const ofDirectoryNames = "Go knows no constraints on subjects, and refuses them if they are critical";
const clockDiffers = "ours forgives a clock that is up to 5 minutes behind, since the next minutes mend it";

export const goodChains: ChainRow[] = [
  { what: "ECDSA on P-256" },
  { what: "ECDSA on P-384", root: { key: keys.p384 }, intermediate: { key: keys.p384 }, leaf: { key: keys.p384 } },
  { what: "ECDSA on P-521 below P-256", leaf: { key: keys.p521 } },
  { what: "RSA", ...allRsa },
  { what: "a leaf below the root", withoutIntermediate: true },
  { what: "two intermediates", upper: {} },
  { what: "the root sent too", sent: ["leaf", "intermediate", "root"] },
  {
    what: "an intermediate that is trusted itself",
    sent: ["leaf"],
    trusted: ["intermediate"],
    openssl: "it wants a root unless the client sets X509_V_FLAG_PARTIAL_CHAIN, as Python does",
  },
  { what: "an intermediate that is trusted beside its root", sent: ["leaf"], trusted: ["intermediate", "root"] },
  { what: "a trusted list with another root of the same name", trusted: ["namesake", "root"] },
  { what: "a host below a wildcard", hosts: ["a.factory.example.com"] },
  { what: "an IPv4 and an IPv6 address", hosts: ["203.0.113.7", "2001:db8::7"] },
  { what: "a host in upper case", hosts: ["MQTT.Example.COM"] },
  { what: "a leaf without extended key usage", leaf: { extensions: { extendedKeyUsage: undefined } } },
  { what: "a leaf without key usage", leaf: { extensions: { keyUsage: undefined } } },
  { what: "a leaf without basic constraints", leaf: { extensions: { basicConstraints: undefined } } },
  {
    what: "a leaf for servers and clients",
    leaf: { extensions: { extendedKeyUsage: "critical,clientAuth,serverAuth" } },
  },
  {
    what: "an RSA leaf that exchanges keys",
    ...allRsa,
    leaf: { key: keys.rsa2048, extensions: { keyUsage: "keyEncipherment" } },
  },
  { what: "signatures with SHA-384", intermediate: { digest: "sha384" }, leaf: { digest: "sha384" } },
  { what: "signatures with SHA-512", intermediate: { digest: "sha512" }, leaf: { digest: "sha512" } },
  {
    what: "RSA-PSS with SHA-256",
    ...allRsa,
    leaf: { key: keys.rsa2048, signing: ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] },
  },
  {
    what: "RSA-PSS with SHA-384",
    ...allRsa,
    leaf: {
      key: keys.rsa2048,
      digest: "sha384",
      signing: ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:48"],
    },
  },
  { what: "a root that signed itself with SHA-1", root: { digest: "sha1" } },
  {
    what: "a root that signed itself with MD5",
    root: { key: keys.rsa2048, digest: "md5" },
    intermediate: { key: keys.rsa2048 },
    leaf: { key: keys.rsa2048 },
  },
  { what: "an intermediate without key usage", intermediate: { extensions: { keyUsage: undefined } } },
  { what: "an intermediate for servers", intermediate: { extensions: { extendedKeyUsage: "serverAuth,clientAuth" } } },
  { what: "a root for servers", root: { extensions: { extendedKeyUsage: "serverAuth" } } },
  {
    what: "an intermediate with pathlen:0",
    intermediate: { extensions: { basicConstraints: "critical,CA:TRUE,pathlen:0" } },
  },
  {
    what: "an intermediate whose common name reads like a DNS name outside the root's constraints",
    root: { extensions: { nameConstraints: "critical,permitted;DNS:example.com,permitted;DNS:svc" } },
    intermediate: { subject: "/CN=ca.corp.test" },
  },
  { what: "a root with pathlen:1", root: { extensions: { basicConstraints: "critical,CA:TRUE,pathlen:1" } } },
  {
    what: "a root with pathlen:0 and no intermediate",
    withoutIntermediate: true,
    root: { extensions: { basicConstraints: "critical,CA:TRUE,pathlen:0" } },
  },
  ...[
    ["the DNS name's domain", "permitted;DNS:example.com,permitted;DNS:mqtt.svc"],
    ["domains with a dot in front", "permitted;DNS:.example.com,permitted;DNS:.svc"],
    ["a domain in upper case", "permitted;DNS:EXAMPLE.com,permitted;DNS:SVC"],
    ["address ranges", "permitted;IP:203.0.113.0/255.255.255.0,permitted;IP:2001:db8::/ffff:ffff::"],
    ["any address but others", "excluded;IP:10.0.0.0/255.0.0.0"],
    ["names but another domain", "excluded;DNS:example.org"],
    ["mail of a domain, which has none here", "permitted;email:example.com"],
    ["URIs of a domain, of which there are none", "permitted;URI:example.com"],
  ].map(([what, constraints]) => ({
    what: `an intermediate that permits ${what}`,
    intermediate: { extensions: { nameConstraints: `critical,${constraints}` } },
  })),
  {
    what: "an intermediate that permits the subject",
    intermediate: { extensions: { nameConstraints: "critical,permitted;dirName:example" } },
    go: ofDirectoryNames,
  },
  {
    what: "an intermediate that excludes another subject",
    intermediate: { extensions: { nameConstraints: "critical,excluded;dirName:other" } },
    go: ofDirectoryNames,
  },
  {
    what: "a root that permits the names",
    root: { extensions: { nameConstraints: "critical,permitted;DNS:example.com,permitted;DNS:svc" } },
  },
  {
    what: "an extension that nobody knows, not critical",
    leaf: { extensions: { "1.2.3.4": "ASN1:UTF8String:anything" } },
  },
  {
    what: "a critical subject alternative name",
    leaf: { extensions: { subjectAltName: "critical,DNS:mqtt.example.com" } },
  },
  {
    what: "a leaf that begins in two minutes",
    leaf: { days: [2 / 1440, 365] },
    openssl: clockDiffers,
    go: clockDiffers,
  },
  { what: "a self-signed server that is no CA, trusted itself", selfSigned: true, trusted: ["leaf"] },
  {
    what: "explanations around the blocks, as openssl prints them",
    edit: sent => `subject=CN = server\nBag Attributes\n${sent}and no more\n`,
  },
  { what: "line breaks of Windows and spaces at line ends", edit: sent => sent.replace(/\n/g, "  \r\n") },
];
