/** Tries the methods of a port in order. */
import type { AuthenticationMethod } from "../customResources";
import { askServer } from "./custom";
import type { Material } from "./custom";
import { reasons } from "./identity";
import type { Credentials, Identity, Verdict } from "./identity";
import { satMethod, verifyToken } from "./serviceAccountToken";
import type { TokenReviewer } from "./serviceAccountToken";
import { verifyCertificate } from "./x509";

/** What the methods need from the cluster. */
export interface Verifiers {
  tokens: TokenReviewer;
  material: Material;
}

export type Decision = { pass: Identity } | { fail: number; why: string };

/**
 * The first method to which the credentials are relevant decides. A port without methods admits everybody who does not ask
 * for an unknown one.
 */
export async function authenticate(
  methods: readonly AuthenticationMethod[] | undefined,
  credentials: Credentials,
  verifiers: Verifiers,
): Promise<Decision> {
  const { authenticationMethod } = credentials;
  if (authenticationMethod !== undefined && !isKnown(authenticationMethod, methods)) {
    return { fail: reasons.badAuthenticationMethod, why: `there is no method ${authenticationMethod}` };
  }
  if (methods === undefined) return { pass: { username: credentials.username ?? "", attributes: {} } };
  let unavailable = false;
  for (const method of methods) {
    const verdict = await verify(method, credentials, verifiers);
    if (typeof verdict === "object") return verdict;
    unavailable ||= verdict === "unavailable";
  }
  if (unavailable) return { fail: reasons.serverUnavailable, why: "the server that decides cannot be asked" };
  const tried = methods.map(({ method }) => method).join(", ");
  return { fail: reasons.notAuthorized, why: `there are no credentials for ${tried}` };
}

/** MQTT 5's enhanced authentication is either by token or up to the user's own server. */
function isKnown(name: string, methods: readonly AuthenticationMethod[] = []): boolean {
  return name === satMethod || methods.some(({ method }) => method === "Custom");
}

async function verify(
  method: AuthenticationMethod,
  credentials: Credentials,
  { tokens, material }: Verifiers,
): Promise<Verdict> {
  switch (method.method) {
    case "ServiceAccountToken":
      return verifyToken(method, credentials, tokens);
    case "X509":
      return verifyCertificate(method, credentials);
    case "Custom":
      return askServer(method, credentials, material);
  }
}
