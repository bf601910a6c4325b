/** The methods of a BrokerAuthentication, by the rules of its REST API and of Microsoft's documents. */
import * as pulumi from "@pulumi/pulumi";
import { checkedCaBundle } from "../../x509/caBundle";
import { keyAlgorithmOf } from "../../x509/keyAlgorithm";
import { readCertificates } from "../../x509/pem";
import { checked, checkedItems, refuse, requireList, requireObject, requireObjectIfGiven } from "../../inputs/checked";
import { checkObjectName } from "../../kubernetes/names";
import { nameOnly, originOf } from "../../kubernetes/objectReference";
import { shown, unlessSecret } from "../../inputs/shown";
import type { AuthenticationMethodArgs, CustomMethodArgs, ServiceAccountTokenMethodArgs, X509MethodArgs } from "./args";
import { checkAttributes } from "../clientAttributes";

/** A method, checked. */
export interface AuthenticationMethod {
  method: "Custom" | "ServiceAccountToken" | "X509";
  /** The settings in the words of the REST API. */
  settings: Record<string, unknown>;
  /** The CA certificates in PEM for a ConfigMap that is not there yet. Only of `X509`. */
  trustedClientCaPem?: pulumi.Output<string>;
  /** What the names of ConfigMaps and Secrets in the settings come from. */
  dependsOn?: pulumi.Output<pulumi.Resource>[];
}

/** The methods in their order. Refuses none, and those of which the broker would never make use. */
export function checkedMethods(methods: AuthenticationMethodArgs[], resource: pulumi.Resource): AuthenticationMethod[] {
  if (requireList(methods, "methods").length === 0) {
    refuse("methods", "is empty: nobody could connect. Give at least one of serviceAccountToken, x509 and custom");
  }
  const list = methods.map((method, index) => checkedMethod(method, `methods[${index}]`, resource));
  list.forEach(({ method }, index) => {
    const first = list.findIndex(other => other.method === method);
    if (method !== "Custom" && first < index) {
      refuse(
        `methods[${index}]`,
        `is ${method} once more: the broker asks no other method once credentials are meant for methods[${first}]. Put ` +
          "what both are to accept into one",
      );
    }
  });
  return list;
}

function checkedMethod(args: AuthenticationMethodArgs, path: string, resource: pulumi.Resource): AuthenticationMethod {
  const given = requireObject(args, path);
  const kinds = (["serviceAccountToken", "x509", "custom"] as const).filter(
    kind => requireObjectIfGiven(given[kind], `${path}.${kind}`) !== undefined,
  );
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? "is none" : `is ${kinds.join(" and ")}`;
    refuse(
      path,
      `${found}: give exactly one of serviceAccountToken, x509 and custom; each further method is an own item`,
    );
  }
  const { serviceAccountToken, x509, custom } = given;
  return serviceAccountToken !== undefined
    ? checkedServiceAccountToken(serviceAccountToken, `${path}.serviceAccountToken`)
    : x509 !== undefined
      ? checkedX509(x509, `${path}.x509`, resource)
      : checkedCustom(custom!, `${path}.custom`);
}

function checkedServiceAccountToken(args: ServiceAccountTokenMethodArgs, path: string): AuthenticationMethod {
  const audiencesPath = `${path}.audiences`;
  const notEmpty = checked(args.audiences, given => checkNotEmpty(given, audiencesPath));
  const each = checkedItems(args.audiences, audiencesPath, checkAudience);
  const audiences = pulumi.all([each, notEmpty]).apply(([items]) => items);
  return { method: "ServiceAccountToken", settings: { audiences } };
}

function checkNotEmpty(audiences: string[], propertyPath: string): boolean {
  if (!Array.isArray(audiences) || audiences.length === 0) {
    refuse(propertyPath, "is empty: no token would be valid. Give at least one audience, such as 'my-audience'");
  }
  return true;
}

function checkAudience(audience: string, propertyPath: string): string {
  if (typeof audience !== "string" || audience.trim() === "") {
    refuse(propertyPath, `is ${shown(audience)}, but must be the audience of a token, such as 'my-audience'`);
  }
  return audience;
}

function checkedX509(args: X509MethodArgs, path: string, resource: pulumi.Resource): AuthenticationMethod {
  const { trustedClientCaPem, trustedClientCaConfigMap, authorizationAttributes } = args;
  if ((trustedClientCaPem === undefined) === (trustedClientCaConfigMap === undefined)) {
    const [which, found] = trustedClientCaPem === undefined ? ["Pem", "neither"] : ["ConfigMap", "both"];
    refuse(
      `${path}.trustedClientCa${which}`,
      `${found} of trustedClientCaPem and trustedClientCaConfigMap is given: give exactly one, the CA certificates in PEM ` +
        "or the name of a ConfigMap that holds them",
    );
  }
  const configMap = checkedName(trustedClientCaConfigMap, `${path}.trustedClientCaConfigMap`);
  const settings = {
    trustedClientCaCert: configMap && nameOnly(configMap),
    authorizationAttributes:
      authorizationAttributes === undefined
        ? undefined
        : checked(authorizationAttributes, given => checkSubjects(given, `${path}.authorizationAttributes`)),
  };
  return trustedClientCaPem === undefined
    ? { method: "X509", settings, dependsOn: [originOf(configMap!)] }
    : {
        method: "X509",
        settings,
        trustedClientCaPem: checkedClientCas(trustedClientCaPem, `${path}.trustedClientCaPem`, resource),
      };
}

function checkedClientCas(
  pems: pulumi.Input<pulumi.Input<string>[]>,
  path: string,
  resource: pulumi.Resource,
): pulumi.Output<string> {
  const bundle = checkedCaBundle(pems, path, resource);
  const kinds = checkedItems(pems, path, checkKeyKinds);
  return pulumi.all([bundle, kinds]).apply(([pem]) => pem);
}

/** The documents name EC and RSA keys only. */
function checkKeyKinds(pem: string, propertyPath: string): string {
  readCertificates(pem, propertyPath).forEach(certificate => keyAlgorithmOf(certificate, propertyPath));
  return pem;
}

interface CertificateAttributes {
  subject: string;
  attributes: Record<string, string>;
}

/** Refuses attributes for what is no subject: they would be given to nobody. */
function checkSubjects(
  given: Record<string, CertificateAttributes>,
  propertyPath: string,
): Record<string, CertificateAttributes> {
  const nameBySubject = new Map<string, string>();
  for (const [name, item] of Object.entries(requireObject(given, propertyPath))) {
    const path = `${propertyPath}.${name}`;
    const { subject, attributes } = requireObject(item, path);
    if (typeof subject !== "string" || !/^\s*[a-z][-a-z0-9.]*\s*=\s*\S/i.test(subject)) {
      refuse(`${path}.subject`, `is ${shown(subject)}, but must be a subject such as 'CN = ${unlessSecret(name)}'`);
    }
    const spaceless = subject.replace(/\s*([=,])\s*/g, "$1").trim();
    const other = nameBySubject.get(spaceless);
    if (other !== undefined) {
      refuse(
        `${path}.subject`,
        `is ${shown(subject)}, which ${shown(other)} has too: put the attributes of both into one`,
      );
    }
    nameBySubject.set(spaceless, name);
    checkAttributes(attributes, `${path}.attributes`);
  }
  return given;
}

function checkedCustom(args: CustomMethodArgs, path: string): AuthenticationMethod {
  const { endpoint, caCertConfigMap, headers, clientCertificateSecret } = args;
  const secretName = checkedName(clientCertificateSecret, `${path}.clientCertificateSecret`);
  const configMapName = checkedName(caCertConfigMap, `${path}.caCertConfigMap`);
  const settings = {
    endpoint: checked(endpoint, given => checkEndpoint(given, `${path}.endpoint`)),
    caCertConfigMap: configMapName && nameOnly(configMapName),
    headers: headers === undefined ? undefined : checked(headers, given => checkHeaders(given, `${path}.headers`)),
    auth: secretName && { x509: { secretRef: nameOnly(secretName) } },
  };
  const dependsOn = [secretName, configMapName].filter(name => name !== undefined).map(originOf);
  return { method: "Custom", settings, dependsOn };
}

function checkedName(name: pulumi.Input<string> | undefined, propertyPath: string): pulumi.Output<string> | undefined {
  return name === undefined ? undefined : checked(name, given => checkObjectName(given, propertyPath));
}

/** Refuses all but https. Of what is given, no more than the scheme is told: the rest may hold a password. */
function checkEndpoint(endpoint: string, propertyPath: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (typeof endpoint !== "string" || url?.protocol !== "https:" || !endpoint.startsWith("https://")) {
    refuse(
      propertyPath,
      `${faultOf(endpoint)}, but must be a URL with https, such as https://auth.example.com: the broker sends clients' ` +
        "credentials there",
    );
  }
  if (url.username !== "" || url.password !== "") {
    refuse(propertyPath, "has credentials before the host: give them in headers, or a client certificate");
  }
  return endpoint;
}

function faultOf(endpoint: string): string {
  if (typeof endpoint !== "string") return "is no text";
  const scheme = /^[a-z][-a-z0-9+.]*:\/\//i.exec(endpoint)?.[0];
  return scheme === undefined
    ? "has no scheme"
    : scheme === "https://"
      ? "cannot be read"
      : `begins with '${unlessSecret(scheme)}'`;
}

/** Refuses what HTTP has no room for. Values are not told: one may be a password. */
function checkHeaders(headers: Record<string, string>, propertyPath: string): Record<string, string> {
  for (const [name, value] of Object.entries(requireObject(headers, propertyPath))) {
    if (!/^[-!#$%&'*+.^_`|~0-9a-z]+$/i.test(name)) {
      refuse(propertyPath, `has a header ${shown(name)}: a name has letters, digits and '-', and no space`);
    }
    if (typeof value !== "string" || /[\0\r\n]/.test(value)) {
      refuse(`${propertyPath}.${name}`, "is no text, or has a line break: give the value of one header");
    }
  }
  return headers;
}
