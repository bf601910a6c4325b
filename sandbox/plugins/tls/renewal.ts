/** When a certificate is due for renewal: in its last `earlyRenewalHours`, and after it expires. */
import { Unknown, reveal } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { MILLISECONDS_PER_HOUR, now } from "./clock";

/** Whether the certificate in `state` must be replaced. `earlyRenewalHours` may differ from what it was issued with. */
export function isDue(state: PropertyMap, earlyRenewalHours: PropertyMap[string] | undefined): boolean {
  const end = reveal(state.validityEndTime ?? null);
  const early = reveal(earlyRenewalHours ?? 0);
  if (typeof end !== "string" || typeof early !== "number") return false;
  const endTime = Date.parse(end);
  if (Number.isNaN(endTime))
    throw new Error(`Failed to parse data from string: validityEndTime is "${end}", not a time`);
  return endTime - early * MILLISECONDS_PER_HOUR <= now().getTime();
}

/** The planned `readyForRenewal` of a new certificate: true if it is due as soon as it is issued. */
export function plannedReadyForRenewal(inputs: PropertyMap): boolean | Unknown {
  const period = reveal(inputs.validityPeriodHours);
  const early = reveal(inputs.earlyRenewalHours);
  if (typeof period !== "number" || typeof early !== "number") return Unknown.value;
  return early >= period;
}
