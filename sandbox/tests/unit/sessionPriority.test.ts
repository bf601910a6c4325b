import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import { setSessionPriority } from "../../sessionPriority";

describe("The priority of a session", () => {
  it("holds for its leader and, on Linux, for all in it", () => {
    const leader = spawn("sleep", ["60"], { detached: true });
    try {
      setSessionPriority(leader.pid!, 3);

      assert.equal(os.getPriority(leader.pid), 3);
      const file = `/proc/${leader.pid}/autogroup`;
      if (fs.existsSync(file)) assert.match(fs.readFileSync(file, "utf8"), / nice 3\n$/);
    } finally {
      leader.kill();
    }
  });

  it("does nothing to a process that has ended", () => setSessionPriority(2 ** 22 + 1, 3));
});
