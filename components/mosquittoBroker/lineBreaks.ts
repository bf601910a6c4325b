/** The line breaks of texts that Mosquitto reads. */

/** The text without carriage returns, which Mosquitto 2.0.12 takes as part of a value. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r/g, "");
}
