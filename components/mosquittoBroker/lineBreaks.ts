/** The line breaks of texts that Mosquitto reads. */

/** The text with each line break as `\n`. Mosquitto 2.0.12 takes the carriage returns of Windows as part of a value. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}
