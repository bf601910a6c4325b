import assert from "node:assert/strict";
import { PropertyPath } from "../../../../components/inputs/path";
import {
  checkTokenText,
  checkTopicPattern,
} from "../../../../components/iotOperations/brokerAuthorization/topicPatterns";

const path = PropertyPath.root.child("topics").index(0);

describe("A BrokerAuthorization", () => {
  describe("in its topics", () => {
    const good = [
      "#",
      "+",
      "a",
      "/",
      "a/+/b/#",
      "$services/statestore/_any_/command/invoke/request",
      "clients/{principal.clientId}/#",
      "{principal.username}",
      "{principal.attributes.building}/{principal.attributes.floor-number}",
      "a {curly} topic",
      "x".repeat(65_535),
    ];
    for (const topic of good) {
      it(`accepts ${topic.slice(0, 60)}`, () => {
        assert.equal(checkTopicPattern(topic, path), topic);
      });
    }

    const faults: Record<string, RegExp> = {
      "": /is "", but must be a topic such as 'telemetry\/#'/,
      "a/#/b": /'#' the whole last one/,
      "a#": /'#' the whole last one/,
      "a+/b": /'\+' must be a whole level/,
      "a\0b": /must be a topic/,
      "{principal.clientId}-x": /a token must be a whole level of a topic/,
      "a/{principal.username}{principal.clientId}": /a token must be a whole level of a topic/,
      "{principal.attributes}": /has \{principal\.attributes\}, which is not a token/,
      "{principal.attributes.}": /which is not a token/,
      "{principal.clientId": /has \{principal\.clientId, which is not a token/,
      "{Principal.clientId}": /has \{Principal\.clientId\}, which is not a token/,
      "{ principal.clientId }": /which is not a token/,
      "{principal}": /which is not a token/,
      ["ä".repeat(32_768)]: /has 65536 bytes, but a topic in MQTT has at most 65535/,
    };
    for (const [topic, says] of Object.entries(faults)) {
      it(`refuses ${JSON.stringify(topic.slice(0, 60))}`, () => {
        assert.throws(() => checkTopicPattern(topic, path), says);
      });
    }
  });

  it("accepts tokens anywhere in client ids and keys", () => {
    for (const text of [
      "{principal.attributes.building}*",
      "a-{principal.clientId}-b",
      "clients/{principal.username}/*",
    ]) {
      assert.equal(checkTokenText(text, path), text);
    }
  });
});
