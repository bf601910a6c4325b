/** Authentication by a Kubernetes service account's token. */
import type { AuthenticationMethod, Attributes } from "../customResources";
import { reasons } from "./identity";
import type { Credentials, Verdict } from "./identity";

/** Both the user name and the method of MQTT 5's enhanced authentication. */
export const satMethod = "K8S-SAT";

/** Marks the annotations of a service account that are attributes of its clients. */
const annotationPrefix = "aio-broker-auth/";

/** What the API server says about a token. */
export interface TokenReview {
  authenticated: boolean;
  audiences: string[];
  username: string;
  error?: string;
}

export interface TokenReviewer {
  review(token: string, audiences: string[]): Promise<TokenReview>;
  /** The annotations of a service account. */
  annotations(namespace: string, name: string): Promise<Record<string, string>>;
}

export async function verifyToken(
  { serviceAccountTokenSettings }: AuthenticationMethod,
  credentials: Credentials,
  reviewer: TokenReviewer,
): Promise<Verdict> {
  const token = tokenIn(credentials);
  if (token === undefined) return "not relevant";
  const audiences = serviceAccountTokenSettings?.audiences ?? [];
  const review = await reviewer.review(token, audiences);
  if (!review.authenticated) return { fail: reasons.notAuthorized, why: review.error ?? "the token is not valid" };
  if (!review.audiences.some(audience => audiences.includes(audience))) {
    return { fail: reasons.notAuthorized, why: `the token is not for ${audiences.join(" or ")}` };
  }
  const [, , namespace, name] = review.username.split(":");
  if (name === undefined) return { fail: reasons.notAuthorized, why: `${review.username} is not a service account` };
  const attributes = attributesIn(await reviewer.annotations(namespace, name));
  return { pass: { username: review.username, attributes, expires: expiryOf(token) } };
}

function tokenIn({ authenticationMethod, authenticationData, username, password }: Credentials): string | undefined {
  if (authenticationMethod === satMethod) return authenticationData?.toString("utf8") ?? "";
  if (username?.startsWith(satMethod)) return password?.toString("utf8") ?? "";
  return undefined;
}

function attributesIn(annotations: Record<string, string>): Attributes {
  const ours = Object.entries(annotations).filter(([key]) => key.startsWith(annotationPrefix));
  return Object.fromEntries(ours.map(([key, value]) => [key.slice(annotationPrefix.length), value]));
}

/** The API server has checked the token, so its claims can be trusted. */
function expiryOf(token: string): number | undefined {
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString("utf8")) as { exp?: number };
  return claims.exp === undefined ? undefined : claims.exp * 1000;
}
