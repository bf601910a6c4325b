/** The spec of a BrokerAuthorization. */
import { brokerRef } from "./broker";
import { defaulted, list, mode, object, oneOf, textMap, texts } from "./schema";

const brokerResource = object(
  { method: oneOf("Connect", "Publish", "Subscribe"), clientIds: texts, topics: texts },
  "method",
);

const stateStoreResource = object(
  { keyType: oneOf("Pattern", "String", "Binary"), keys: texts, method: oneOf("Read", "Write", "ReadWrite") },
  "keyType",
  "keys",
  "method",
);

const rule = object(
  {
    brokerResources: list(brokerResource),
    principals: object({ clientIds: texts, usernames: texts, attributes: list(textMap) }),
    stateStoreResources: list(stateStoreResource),
  },
  "brokerResources",
  "principals",
);

export const brokerAuthorization = object(
  { brokerRef, authorizationPolicies: object({ cache: defaulted(mode, "Enabled"), rules: list(rule) }) },
  "authorizationPolicies",
);
