import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { didYouMean, nearest } from "../../../components/inputs/nearest";
import { appliedTo } from "../../../components/inputs/shown";
import { valueOf } from "../engine/engine";

const known = ["max_connections", "max_qos", "max_inflight_messages", "port", "persistence", "persistence_file"];

describe("The word that was probably meant", () => {
  it("is the known one with the fewest edits, in any case", () => {
    const meant = {
      max_connection: "max_connections",
      maxConnections: "max_connections",
      MAX_QOS: "max_qos",
      max_inflight_message: "max_inflight_messages",
      persistance: "persistence",
      persistence_fil: "persistence_file",
      prot: undefined,
      ports: "port",
    };
    for (const [word, expected] of Object.entries(meant)) assert.equal(nearest(word, known), expected, word);
  });

  it("is none for a word that is near to none, or very long", () => {
    for (const word of ["", "a", "keepalive", "x".repeat(1_000_000)]) assert.equal(nearest(word, known), undefined);
    assert.equal(nearest("port", []), undefined);
  });

  it("is suggested in a sentence, unless the word may be secret", async () => {
    assert.equal(didYouMean("max_connection", known), '. Did you mean "max_connections"?');
    assert.equal(didYouMean("keepalive", known), "");
    const hidden = appliedTo(pulumi.secret("max_connection"), word => didYouMean(word, known));
    assert.equal(await valueOf(hidden), "");
  });
});
