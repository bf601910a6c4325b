/** Texts of authorization rules in which tokens stand for what a client is: topics, client ids and keys. */
import { refuse } from "../../inputs/checked";
import { shown, unlessSecret } from "../../inputs/shown";

const token = /^\{principal\.(clientId|username|attributes\.[^{}/]+)\}$/;
const tokens = "{principal.clientId}, {principal.username} and {principal.attributes.NAME}";
const longestTopic = 65_535;

/** Refuses what is no topic filter of MQTT, and tokens that the broker would take for plain text. */
export function checkTopicPattern(topic: string, propertyPath: string): string {
  checkText(topic, propertyPath, "a topic such as 'telemetry/#'");
  if (Buffer.byteLength(topic) > longestTopic) {
    refuse(propertyPath, `has ${Buffer.byteLength(topic)} bytes, but MQTT has topics of ${longestTopic} at the most`);
  }
  const levels = topic.split("/");
  levels.forEach((level, index) => {
    const isLast = index === levels.length - 1;
    if (level.length > 1 ? /[+#]/.test(level) : level === "#" && !isLast) {
      refuse(propertyPath, `is ${shown(topic)}, but '+' must be a whole level of a topic, and '#' the whole last one`);
    }
    checkTokens(level, propertyPath);
    if (level.includes("{principal.") && !token.test(level)) {
      refuse(
        propertyPath,
        `is ${shown(topic)}, but a token must be a whole level of a topic: give it one of its own, such as ` +
          "'clients/{principal.clientId}/#'",
      );
    }
  });
  return topic;
}

/** Refuses an empty text, and tokens that the broker would take for plain text. */
export function checkTokenText(text: string, propertyPath: string): string {
  checkText(text, propertyPath, "a text");
  checkTokens(text, propertyPath);
  return text;
}

/** Refuses what is no text that MQTT can carry. */
export function checkText(text: string, propertyPath: string, wanted: string): string {
  if (typeof text !== "string" || text === "" || text.includes("\0")) {
    refuse(propertyPath, `is ${shown(text)}, but must be ${wanted}`);
  }
  return text;
}

function checkTokens(text: string, propertyPath: string): void {
  for (const [found] of text.matchAll(/\{\s*principal\b[^}/]*\}?/gi)) {
    if (!token.test(found)) {
      refuse(propertyPath, `has ${unlessSecret(found)}, which is no token: there are ${tokens}, in just these letters`);
    }
  }
}
