/** The methods of a BrokerAuthentication, by the rules of its REST API and of Microsoft's documents. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { gated, input, inputItems, optional, optionalInput, plain } from "../../inputs/input";
import type { PropertyPath } from "../../inputs/path";
import { shown, unlessSecret } from "../../inputs/shown";
import { checkList, checkObject, exactlyOne, text } from "../../inputs/values";
import { checkObjectName } from "../../kubernetes/names";
import { nameOnly, originOf } from "../../kubernetes/objectReference";
import { checkedCaBundle } from "../../x509/caBundle";
import { keyAlgorithmOf } from "../../x509/keyAlgorithm";
import { readCertificates } from "../../x509/pem";
import { checkAttributes } from "../values";
import type { AuthenticationMethodArgs, CustomMethodArgs, ServiceAccountTokenMethodArgs, X509MethodArgs } from "./args";

/** A method, checked. */
export interface AuthenticationMethod {
  method: "Custom" | "ServiceAccountToken" | "X509";
  /** The settings in the words of the REST API. */
  settings: Record<string, unknown>;
  /** The CA certificates in PEM for a ConfigMap to be made. Only of `X509`. */
  trustedClientCaPem?: pulumi.Output<string>;
  /** What the names of ConfigMaps and Secrets in the settings come from. */
  dependsOn?: pulumi.Output<pulumi.Resource>[];
}

/** The methods in their order: at least one, and none that the broker would never ask. */
export function checkMethods(
  args: AuthenticationMethodArgs[],
  path: PropertyPath,
  resource: pulumi.Resource,
): AuthenticationMethod[] {
  if (checkList(plain(args, path), path).length === 0) {
    refuse(path, "is empty: nobody could connect. Give at least one of serviceAccountToken, x509 and custom");
  }
  const methods = checkEach(args, path, (given, at) => checkMethod(given, at, resource));
  methods.forEach(({ method }, index) => {
    const first = methods.findIndex(other => other.method === method);
    if (method !== "Custom" && first < index) {
      refuse(
        path.index(index),
        `is ${method} once more: the broker asks no other method once credentials are meant for ${path.index(first)}. Put ` +
          "what both are to accept into one",
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
  const given = checkObject(plain(args, path), path);
  const kinds = ["serviceAccountToken", "x509", "custom"] as const;
  const kind = exactlyOne(given, kinds, path, "and make each further method an item of its own");
  const at = path.child(kind);
  checkObject(plain(given[kind], at), at);
  return kind === "serviceAccountToken"
    ? checkServiceAccountToken(given[kind]!, at)
    : kind === "x509"
      ? checkX509(given[kind]!, at, resource)
      : checkCustom(given[kind]!, at);
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
    refuse(path, "is empty: no token would be valid. Give at least one audience, such as 'my-audience'");
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
        checkClientCas(pems, ofPems, resource),
      ),
  });
  const settings = { trustedClientCaCert: configMap && nameOnly(configMap), authorizationAttributes };
  return { method: "X509", settings, trustedClientCaPem, dependsOn: configMap && [originOf(configMap)] };
}

function checkClientCas(
  pems: pulumi.Input<pulumi.Input<string>[]>,
  path: PropertyPath,
  resource: pulumi.Resource,
): pulumi.Output<string> {
  return gated(checkedCaBundle(pems, path, resource), inputItems(pems, path, checkKeyKinds));
}

/** The documents name EC and RSA keys only. */
function checkKeyKinds(pem: string, path: PropertyPath): string {
  readCertificates(pem, path).forEach(certificate => keyAlgorithmOf(certificate, path));
  return pem;
}

interface CertificateAttributes {
  subject: string;
  attributes: Record<string, string>;
}

/** Attributes for subjects, each named once: others would be given to nobody. */
function checkSubjects(
  given: Record<string, CertificateAttributes>,
  path: PropertyPath,
): Record<string, CertificateAttributes> {
  const nameBySubject = new Map<string, string>();
  for (const [name, item] of Object.entries(checkObject(given, path))) {
    const { subject, attributes } = checkObject(item, path.key(name));
    const at = path.key(name).child("subject");
    checkSubject(subject, at, name);
    const spaceless = subject.replace(/\s*([=,])\s*/g, "$1").trim();
    const other = nameBySubject.get(spaceless);
    if (other !== undefined) {
      refuse(at, `is ${shown(subject)}, which ${shown(other)} has too: put the attributes of both into one`);
    }
    nameBySubject.set(spaceless, name);
    checkAttributes(attributes, path.key(name).child("attributes"));
  }
  return given;
}

function checkSubject(subject: string, path: PropertyPath, name: string): void {
  text(/^\s*[a-z][-a-z0-9.]*\s*=\s*\S/i, `a subject such as 'CN = ${unlessSecret(name)}'`)(subject, path);
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

/** A URL with https. No more than its scheme is told: the rest may hold a password. */
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
    refuse(path, "has credentials before the host: give them in headers, or a client certificate");
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

/** Headers that HTTP has room for. Values are not told: one may be a password. */
function checkHeaders(headers: Record<string, string>, path: PropertyPath): Record<string, string> {
  for (const [name, value] of Object.entries(checkObject(headers, path))) {
    if (!/^[-!#$%&'*+.^_`|~0-9a-z]+$/i.test(name)) {
      refuse(path, `has a header ${shown(name)}: a name has letters, digits and '-', and no space`);
    }
    if (typeof value !== "string" || /[\0\r\n]/.test(value)) {
      refuse(path.key(name), "is not text, or has a line break: give the value of one header");
    }
  }
  return headers;
}
