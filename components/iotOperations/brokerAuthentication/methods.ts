/** Checks the methods of a BrokerAuthentication by the rules of its REST API and of Microsoft's documents. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { gated, input, inputItems, optional, optionalInput, plain } from "../../inputs/input";
import type { PropertyPath } from "../../inputs/path";
import { mayShow, shown, unlessSecret } from "../../inputs/shown";
import { checkList, checkObject, exactlyOne, text } from "../../inputs/values";
import { checkStoredCaBundle } from "../../issuing/storedCaBundle";
import { checkObjectName } from "../../kubernetes/names";
import { nameOnly, originOf } from "../../kubernetes/objectReference";
import { keyAlgorithmOf } from "../../x509/keyAlgorithm";
import { readCertificates } from "../../x509/pem";
import { Purpose } from "../../x509/uses";
import { checkAttributes } from "../values";
import type {
  AuthenticationMethodArgs,
  CertificateAttributesArgs,
  CustomMethodArgs,
  ServiceAccountTokenMethodArgs,
  X509MethodArgs,
} from "./args";

/** A method. */
export interface AuthenticationMethod {
  method: "Custom" | "ServiceAccountToken" | "X509";
  /** The settings as the REST API writes them. */
  settings: Record<string, unknown>;
  /** Only of `X509`: the CA certificates in PEM, for a ConfigMap that the component makes. */
  trustedClientCaPem?: pulumi.Output<string>;
  /** The resources from which the names of ConfigMaps and Secrets in the settings come. */
  dependsOn?: pulumi.Output<pulumi.Resource>[];
}

/** Checks that there is at least one method, and none that the broker would never ask. */
export function checkMethods(
  args: AuthenticationMethodArgs[],
  path: PropertyPath,
  resource: pulumi.Resource,
): AuthenticationMethod[] {
  if (checkList(plain(args, path), path).length === 0) {
    refuse(path, "is empty, so nobody could connect: set at least one of serviceAccountToken, x509 and custom");
  }
  const methods = checkEach(args, path, (method, at) => checkMethod(method, at, resource));
  methods.forEach(({ method }, index) => {
    const first = methods.findIndex(other => other.method === method);
    if (method !== "Custom" && first < index) {
      refuse(
        path.index(index),
        `repeats the method ${method}, but the broker sends all credentials of this kind to ${path.index(first)}: put what ` +
          "both should accept into one item",
      );
    }
  });
  return methods;
}

function checkMethod(
  args: AuthenticationMethodArgs,
  path: PropertyPath,
  resource: pulumi.Resource,
): AuthenticationMethod {
  checkObject(plain(args, path), path);
  const kinds = ["serviceAccountToken", "x509", "custom"] as const;
  const kind = exactlyOne(args, kinds, path, "and make each further method an item of its own");
  const at = path.child(kind);
  checkObject(plain(args[kind], at), at);
  if (kind === "serviceAccountToken") return checkServiceAccountToken(args[kind]!, at);
  return kind === "x509" ? checkX509(args[kind]!, at, resource) : checkCustom(args[kind]!, at);
}

function checkServiceAccountToken(
  { audiences }: ServiceAccountTokenMethodArgs,
  path: PropertyPath,
): AuthenticationMethod {
  const at = path.child("audiences");
  const each = inputItems(audiences, at, text(/\S/, "the audience of a token, such as 'my-audience'"));
  return { method: "ServiceAccountToken", settings: { audiences: gated(each, input(audiences, at, checkAudiences)) } };
}

/** At least one audience. */
export function checkAudiences(audiences: string[], path: PropertyPath): string[] {
  if (checkList(audiences, path).length === 0) {
    refuse(path, "is empty, so no token would be valid: set at least one audience, such as 'my-audience'");
  }
  return audiences;
}

function checkX509(args: X509MethodArgs, path: PropertyPath, resource: pulumi.Resource): AuthenticationMethod {
  exactlyOne(
    args,
    ["trustedClientCaPem", "trustedClientCaConfigMap"],
    path,
    "the CA certificates in PEM or the name of a ConfigMap that holds them",
  );
  const at = (name: keyof X509MethodArgs) => path.child(name);
  const { configMap, authorizationAttributes, trustedClientCaPem } = checkAll({
    configMap: () => optionalInput(args.trustedClientCaConfigMap, at("trustedClientCaConfigMap"), checkObjectName),
    authorizationAttributes: () =>
      optionalInput(args.authorizationAttributes, at("authorizationAttributes"), checkSubjects),
    trustedClientCaPem: () =>
      optional(args.trustedClientCaPem, at("trustedClientCaPem"), (pems, ofPems) =>
        gated(checkStoredCaBundle(pems, ofPems, resource, Purpose.Client), inputItems(pems, ofPems, checkKeyKinds)),
      ),
  });
  const settings = { trustedClientCaCert: configMap && nameOnly(configMap), authorizationAttributes };
  return { method: "X509", settings, trustedClientCaPem, dependsOn: configMap && [originOf(configMap)] };
}

/** Microsoft's documents name only EC and RSA keys. */
function checkKeyKinds(pem: string, path: PropertyPath): string {
  readCertificates(pem, path).forEach(certificate => keyAlgorithmOf(certificate, path));
  return pem;
}

type CertificateAttributes = Record<string, pulumi.Unwrap<CertificateAttributesArgs>>;

/** Checks that each subject appears once: nobody would get the attributes of a second entry. */
function checkSubjects(attributesByName: CertificateAttributes, path: PropertyPath): CertificateAttributes {
  const nameBySubject = new Map<string, string>();
  for (const [name, item] of Object.entries(checkObject(attributesByName, path))) {
    const { subject, attributes } = checkObject(item, path.key(name));
    const at = path.key(name).child("subject");
    const prefixed = typeof subject === "string" ? /^\s*subject\s*=\s*([^]*)$/i.exec(subject)?.[1] : undefined;
    if (prefixed !== undefined) {
      const meant = mayShow(subject) ? `. Did you mean ${shown(prefixed)}?` : "";
      refuse(at, `is ${shown(subject)}, with the word that openssl prints before a subject: leave it out${meant}`);
    }
    text(/^\s*[a-z][-a-z0-9.]*\s*=\s*\S/i, `a subject such as 'CN = ${unlessSecret(name)}'`)(subject, at);
    const spaceless = subject.replace(/\s*([=,])\s*/g, "$1").trim();
    const other = nameBySubject.get(spaceless);
    if (other !== undefined) {
      refuse(at, `is ${shown(subject)}, which ${shown(other)} also has: put the attributes of both into one entry`);
    }
    nameBySubject.set(spaceless, name);
    checkAttributes(attributes, path.key(name).child("attributes"));
  }
  return attributesByName;
}

function checkCustom(args: CustomMethodArgs, path: PropertyPath): AuthenticationMethod {
  const at = (name: keyof CustomMethodArgs) => path.child(name);
  const { endpoint, headers, ca, certificate } = checkAll({
    endpoint: () => input(args.endpoint, at("endpoint"), checkEndpoint),
    headers: () => optionalInput(args.headers, at("headers"), checkHeaders),
    ca: () => optionalInput(args.caCertConfigMap, at("caCertConfigMap"), checkObjectName),
    certificate: () => optionalInput(args.clientCertificateSecret, at("clientCertificateSecret"), checkObjectName),
  });
  const settings = {
    endpoint,
    caCertConfigMap: ca && nameOnly(ca),
    headers,
    auth: certificate && { x509: { secretRef: nameOnly(certificate) } },
  };
  return { method: "Custom", settings, dependsOn: [certificate, ca].flatMap(name => (name ? [originOf(name)] : [])) };
}

/** A URL with https. An error shows only its scheme: the rest may hold a password. */
export function checkEndpoint(endpoint: string, path: PropertyPath): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (typeof endpoint !== "string" || url?.protocol !== "https:" || !endpoint.startsWith("https://")) {
    refuse(
      path,
      `${faultOf(endpoint)}, but must be a URL with https, such as https://auth.example.com: the broker sends clients' ` +
        "credentials there",
    );
  }
  if (url.username !== "" || url.password !== "") {
    refuse(path, "has credentials before the host: set headers or clientCertificateSecret instead");
  }
  return endpoint;
}

function faultOf(endpoint: string): string {
  if (typeof endpoint !== "string") return "is not text";
  const scheme = /^[a-z][-a-z0-9+.]*:\/\//i.exec(endpoint)?.[0];
  return scheme === undefined
    ? "has no scheme"
    : scheme === "https://"
      ? "cannot be read"
      : `begins with '${unlessSecret(scheme)}'`;
}

/** Headers that HTTP can carry. An error shows no value: it may be a password. */
function checkHeaders(headers: Record<string, string>, path: PropertyPath): Record<string, string> {
  for (const [name, value] of Object.entries(checkObject(headers, path))) {
    if (!/^[-!#$%&'*+.^_`|~0-9a-z]+$/i.test(name)) {
      refuse(path, `has a header named ${shown(name)}, but a name has letters, digits and '-', and no space`);
    }
    if (typeof value !== "string" || /[\0\r\n]/.test(value)) {
      refuse(path.key(name), "is not text or has a line break: set the value of a single header");
    }
  }
  return headers;
}
