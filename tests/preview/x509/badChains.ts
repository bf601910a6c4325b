/** Chains that clients refuse. */
import type { ChainRow } from "./chainRow";
import { keys } from "../../../sandbox/testing/opensslPki";

const rsa = { key: keys.rsa2048 };
const constraints = (text: string) => ({ extensions: { nameConstraints: `critical,${text}` } });

const sortsItself = "it sorts what it gets; other clients, such as Mbed TLS, need the order of RFC 8446";
const notItsJob = "it does not look at the key's use; the TLS handshake does";
const takesAnyUse = "it follows RFC 5280; OpenSSL asks for serverAuth by its name";
const takesWeakRsa = "crypto/x509 has no lower limit; OpenSSL 3 on Debian and Ubuntu refuses the handshake";
const unknownToTls = "OpenSSL verifies with it, but Go or Mbed TLS do not know it";
const oldAuthorities = "it takes authorities of before 1999, without basic constraints, for the sake of old roots";
const onlyForAzure = "Azure IoT Operations wants one kind of key; other components only warn";
const trustsAnything =
  "it trusts what is in its list; a certificate that is both server and authority is refused by others";

export const badChains: ChainRow[] = [
  { what: "an intermediate that is missing", sent: ["leaf"] },
  { what: "an upper intermediate that is missing", upper: {}, sent: ["leaf", "intermediate"] },
  { what: "the intermediate first", sent: ["intermediate", "leaf"] },
  {
    what: "intermediates out of order",
    upper: {},
    sent: ["leaf", "upper", "intermediate"],
    openssl: sortsItself,
    go: sortsItself,
  },
  { what: "the leaf twice", sent: ["leaf", "leaf", "intermediate"], openssl: sortsItself, go: sortsItself },
  {
    what: "the root before the intermediate",
    sent: ["leaf", "root", "intermediate"],
    openssl: sortsItself,
    go: sortsItself,
  },
  { what: "another trusted root of the same name", trusted: ["namesake"] },
  {
    what: "a self-signed authority as server, trusted itself",
    selfSigned: true,
    trusted: ["leaf"],
    leaf: { extensions: { basicConstraints: "critical,CA:TRUE", keyUsage: undefined } },
    openssl: trustsAnything,
    go: trustsAnything,
  },
  { what: "a self-signed server that is not trusted", selfSigned: true },
  { what: "a leaf that has expired", leaf: { days: [-10, -1] } },
  { what: "an intermediate that has expired", intermediate: { days: [-10, -1] } },
  { what: "a root that has expired", root: { days: [-10, -1] } },
  { what: "a leaf that begins in two days", leaf: { days: [2, 365] } },
  { what: "an intermediate that begins in two days", intermediate: { days: [2, 365] } },
  { what: "a root that begins in two days", root: { days: [2, 365] } },
  { what: "an intermediate that is no CA", intermediate: { extensions: { basicConstraints: "CA:FALSE" } } },
  {
    what: "an intermediate without basic constraints",
    intermediate: { extensions: { basicConstraints: undefined } },
  },
  {
    what: "a root without basic constraints",
    root: { extensions: { basicConstraints: undefined } },
    openssl: oldAuthorities,
  },
  {
    what: "an intermediate that may not sign",
    intermediate: { extensions: { keyUsage: "critical,digitalSignature" } },
  },
  { what: "a root that may not sign", root: { extensions: { keyUsage: "critical,digitalSignature" } } },
  { what: "an intermediate below pathlen:0", root: { extensions: { basicConstraints: "critical,CA:TRUE,pathlen:0" } } },
  {
    what: "an intermediate below another with pathlen:0",
    upper: { extensions: { basicConstraints: "critical,CA:TRUE,pathlen:0" } },
  },
  {
    what: "two intermediates below pathlen:1",
    upper: {},
    root: { extensions: { basicConstraints: "critical,CA:TRUE,pathlen:1" } },
  },
  { what: "an intermediate for clients only", intermediate: { extensions: { extendedKeyUsage: "clientAuth" } } },
  { what: "an intermediate for signing code only", intermediate: { extensions: { extendedKeyUsage: "codeSigning" } } },
  { what: "a root for clients only", root: { extensions: { extendedKeyUsage: "clientAuth" } } },
  { what: "a leaf for clients only", leaf: { extensions: { extendedKeyUsage: "clientAuth" } } },
  { what: "a leaf for signing code only", leaf: { extensions: { extendedKeyUsage: "codeSigning" } } },
  { what: "a leaf for any use", leaf: { extensions: { extendedKeyUsage: "anyExtendedKeyUsage" } }, go: takesAnyUse },
  {
    what: "an intermediate for any use",
    intermediate: { extensions: { extendedKeyUsage: "anyExtendedKeyUsage" } },
    go: takesAnyUse,
  },
  {
    what: "a leaf whose key only signs certificates",
    leaf: { extensions: { keyUsage: "critical,keyCertSign" } },
    go: notItsJob,
  },
  {
    what: "a leaf whose key only encrypts data",
    leaf: { extensions: { keyUsage: "critical,dataEncipherment" } },
    go: notItsJob,
  },
  { what: "an intermediate for another domain", intermediate: constraints("permitted;DNS:example.org") },
  { what: "an intermediate for one of two domains", intermediate: constraints("permitted;DNS:example.com") },
  { what: "an intermediate that excludes the name", intermediate: constraints("excluded;DNS:mqtt.example.com") },
  { what: "an intermediate that excludes the domain", intermediate: constraints("excluded;DNS:example.com") },
  { what: "an intermediate that excludes names in the cluster", intermediate: constraints("excluded;DNS:svc") },
  {
    what: "an intermediate that excludes a name that the wildcard covers",
    intermediate: constraints("excluded;DNS:secret.factory.example.com"),
    openssl: "it compares the text of a wildcard only",
  },
  {
    what: "an intermediate for names below the wildcard only",
    intermediate: constraints("permitted;DNS:a.factory.example.com"),
  },
  { what: "an intermediate for other addresses", intermediate: constraints("permitted;IP:10.0.0.0/255.0.0.0") },
  {
    what: "an intermediate that excludes all IPv4 addresses",
    intermediate: constraints("excluded;IP:0.0.0.0/0.0.0.0"),
  },
  { what: "an intermediate that excludes all IPv6 addresses", intermediate: constraints("excluded;IP:::/::") },
  { what: "a root that excludes the domain", root: constraints("excluded;DNS:example.com") },
  {
    what: "constraints that are not critical",
    intermediate: { extensions: { nameConstraints: "permitted;DNS:example.org" } },
  },
  { what: "an intermediate for another subject", intermediate: constraints("permitted;dirName:other") },
  { what: "an intermediate that excludes the subject", intermediate: constraints("excluded;dirName:example") },
  { what: "an RSA leaf of 1024 bits", root: rsa, intermediate: rsa, leaf: { key: keys.rsa1024 }, go: takesWeakRsa },
  {
    what: "an RSA intermediate of 1024 bits",
    root: rsa,
    intermediate: { key: keys.rsa1024 },
    leaf: rsa,
    go: takesWeakRsa,
  },
  { what: "an RSA root of 1024 bits", root: { key: keys.rsa1024 }, intermediate: rsa, leaf: rsa, go: takesWeakRsa },
  { what: "a leaf that is signed with SHA-1", leaf: { digest: "sha1" } },
  { what: "an intermediate that is signed with SHA-1", intermediate: { digest: "sha1" } },
  { what: "an RSA leaf that is signed with SHA-1", root: rsa, intermediate: rsa, leaf: { ...rsa, digest: "sha1" } },
  { what: "a leaf that is signed with MD5", root: rsa, intermediate: rsa, leaf: { ...rsa, digest: "md5" } },
  { what: "a leaf that is signed with SHA-224", leaf: { digest: "sha224" }, openssl: unknownToTls },
  {
    what: "RSA-PSS with SHA-1",
    root: rsa,
    intermediate: rsa,
    leaf: { ...rsa, digest: "sha1", signing: ["-sigopt", "rsa_padding_mode:pss"] },
  },
  {
    what: "a leaf on P-224",
    leaf: { key: keys.p224 },
    openssl: unknownToTls,
    go: "crypto/x509 knows it, but crypto/tls does not",
  },
  { what: "a leaf on secp256k1", leaf: { key: keys.secp256k1 }, openssl: unknownToTls },
  { what: "a leaf on a Brainpool curve", leaf: { key: keys.brainpool }, openssl: unknownToTls },
  { what: "an intermediate on secp256k1", intermediate: { key: keys.secp256k1 }, openssl: unknownToTls },
  { what: "an intermediate with the parameters of its curve", intermediate: { key: keys.explicit } },
  { what: "a leaf with the parameters of its curve", leaf: { key: keys.explicit } },
  {
    what: "Ed25519 everywhere",
    root: { key: keys.ed25519 },
    intermediate: { key: keys.ed25519 },
    leaf: { key: keys.ed25519 },
    openssl: unknownToTls,
    go: "Mbed TLS does not know it",
  },
  {
    what: "a leaf with Ed448",
    leaf: { key: keys.ed448 },
    openssl: unknownToTls,
    go: "it reads no key of the leaf; crypto/tls does not know this one",
  },
  { what: "an ECDSA chain below an RSA root", root: rsa, openssl: onlyForAzure, go: onlyForAzure },
  { what: "an RSA leaf below ECDSA", leaf: rsa, openssl: onlyForAzure, go: onlyForAzure },
  {
    what: "a critical extension of a leaf that nobody knows",
    leaf: { extensions: { "1.2.3.4": "critical,ASN1:UTF8String:anything" } },
  },
  {
    what: "a critical extension of an intermediate that nobody knows",
    intermediate: { extensions: { "1.2.3.4": "critical,ASN1:UTF8String:anything" } },
  },
  { what: "another host", hosts: ["mqtt.example.org"] },
  { what: "one host of two", hosts: ["mqtt.example.com", "other.example.com"] },
  { what: "a host two levels below the wildcard", hosts: ["a.b.factory.example.com"] },
  { what: "another address", hosts: ["203.0.113.8"] },
  {
    what: "a host in the common name only",
    leaf: { subject: "/CN=mqtt.example.com", extensions: { subjectAltName: undefined } },
    openssl: "it still reads the common name; Go and browsers do not",
  },
  { what: "a block of another label", edit: sent => sent.replaceAll("CERTIFICATE-----", "CERTIFICATE REQUEST-----") },
  {
    what: "an intermediate in a block 'X509 CERTIFICATE'",
    edit: (sent, { leaf }) =>
      leaf!.pem + sent.slice(leaf!.pem.length).replaceAll(" CERTIFICATE-----", " X509 CERTIFICATE-----"),
    openssl: "it knows the old label, which Go and others do not",
  },
  { what: "an intermediate that is cut short", edit: sent => sent.slice(0, -200) },
  {
    what: "an intermediate without BEGIN and END",
    edit: (sent, { leaf }) => leaf!.pem + sent.slice(leaf!.pem.length).replace(/-----.*-----\n/g, ""),
  },
  {
    what: "an intermediate in a block with four dashes",
    edit: (sent, { leaf }) => leaf!.pem + sent.slice(leaf!.pem.length).replaceAll("-----", "----"),
  },
  {
    what: "a private key beside the chain",
    edit: (sent, { leaf }) => leaf!.keyPem + sent,
    openssl: "it skips the key, which would be published",
    go: "it skips the key, which would be published",
  },
];
