/** The stand-in's only source of time, so that a test can let certificates near their end without waiting. */

/** Hours added to the machine's clock. May be negative or fractional. */
export const CLOCK_OFFSET_VARIABLE = "AKS_MQTT_TLS_CLOCK_OFFSET_HOURS";

export const MILLISECONDS_PER_HOUR = 3_600_000;

/** The current time, moved by the offset in the environment. */
export function now(): Date {
  const text = process.env[CLOCK_OFFSET_VARIABLE] ?? "0";
  const offset = Number(text);
  if (!Number.isFinite(offset) || text.trim() === "") {
    throw new Error(
      `${CLOCK_OFFSET_VARIABLE} is ${JSON.stringify(text)}; it must be a number of hours, for example 720`,
    );
  }
  return new Date(Date.now() + offset * MILLISECONDS_PER_HOUR);
}
