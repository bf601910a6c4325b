import assert from "node:assert/strict";
import { MosquittoBroker } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { find, run, valueOf } from "../engine/engine";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { live } from "./fullMosquitto";

const mebibyte = 1024 * 1024;
const hash = "$7$101$c2FsdHNhbHRzYWx0$aGFzaA==";

const broker = (args: Partial<MosquittoBrokerArgs>) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], allowAnonymous: true, ...args });

/** The texts of a ConfigMap or a Secret, by key. */
async function textsOf(args: Partial<MosquittoBrokerArgs>, type: string, name: string) {
  const { resources } = await run(() => broker(args), { live });
  const data = find(resources, `kubernetes:core/v1:${type}`, name).inputs.data as Record<string, string>;
  const text = (value: string) => (type === "Secret" ? Buffer.from(value, "base64").toString() : value);
  return new Map(Object.entries(data).map(([key, value]) => [key, text(value)]));
}

const textOf = async (args: Partial<MosquittoBrokerArgs>, type: string, name: string, key?: string) => {
  const texts = await textsOf(args, type, name);
  return key === undefined ? [...texts.values()].join() : texts.get(key);
};

const sized = (bytes: number) => `#${"a".repeat(bytes - 2)}\n`;
const tooLarge = /104\d{4} bytes, but a Secret or ConfigMap holds at most 1048576 \(1 MiB\)/;

/** Texts over 1 MiB, alone or together. */
const cases: Case[] = [
  {
    what: "extra configuration of more than 1 MiB",
    program: give => broker({ extraConfig: give(sized(mebibyte + 1)) }),
    path: "extraConfig",
    says: /extraConfig: has 1048577 bytes/,
    madeOf: "broker-config",
  },
  {
    what: "extra configuration that makes the file larger than 1 MiB",
    program: give => broker({ extraConfig: give(sized(mebibyte)) }),
    path: "extraConfig",
    says: /extraConfig: has 104\d{4} bytes/,
    madeOf: "broker-config",
  },
  {
    what: "an ACL of more than 1 MiB",
    program: give => broker({ acl: give(sized(mebibyte + 1)) }),
    path: "acl",
    says: /acl: has 1048577 bytes/,
    madeOf: "broker-config",
  },
  {
    what: "an ACL that does not fit beside the configuration",
    program: give => broker({ acl: give(sized(mebibyte)) }),
    path: "acl",
    says: /acl: makes 104\d{4} bytes/,
    madeOf: "broker",
  },
  {
    what: "a password file of more than 1 MiB",
    program: give => broker({ passwordFile: give(`${sized(mebibyte)}a:${hash}\n`) }),
    path: "passwordFile",
    says: tooLarge,
    madeOf: "broker-passwords",
  },
  {
    what: "a file of more than 1 MiB",
    program: give => broker({ files: [{ path: "/a", content: give(sized(mebibyte + 1)) }] }),
    path: "files[0].content",
    says: tooLarge,
    madeOf: "broker-files",
  },
  {
    what: "files of more than 1 MiB together",
    program: give => broker({ files: ["/a", "/b"].map(path => ({ path, content: give(sized(mebibyte / 2 + 1)) })) }),
    path: "files",
    says: /files: makes 1048578 bytes/,
    madeOf: "broker",
  },
];

/** Of users only the names are plain, and they alone decide how long the password file is. */
const tooManyUsers: Case = {
  what: "users whose password file is larger than 1 MiB, while no password is known yet",
  program: () =>
    broker({ users: Array.from({ length: 1000 }, (_, index) => ({ name: `${"n".repeat(940)}${index}` })) }),
  path: "users",
  says: /users: has 105\d{4} bytes/,
};

describe("The texts of a MosquittoBroker", () => {
  cases.forEach(itRefuses);
  itRefuses(tooManyUsers);
  cases.forEach(itRefusesAsOutput);

  it("may have 1 MiB", async () => {
    const files = ["/a", "/b"].map(path => ({ path, content: sized(mebibyte / 2) }));
    assert.equal((await textOf({ files }, "Secret", "broker-files"))!.length, mebibyte + 1);
  });

  for (const [kind, end] of Object.entries({ "CR and LF": "\r\n", "LF alone": "\n" })) {
    it(`have line feeds for ${kind}`, async () => {
      const lines = (...texts: string[]) => texts.map(text => `${text}${end}`).join("");
      const listeners = [{ port: 1883, extraConfig: lines("max_qos 1", "max_connections 5") }];
      const config = { listeners, acl: lines("topic read a", "topic b"), extraConfig: lines("# note", "log_type all") };
      const file = await textOf(config, "ConfigMap", "broker-config", "mosquitto.conf");
      assert.match(
        file!,
        /^acl_file .*\n# note\nlog_type all\n\nlistener 1883\nprotocol mqtt\nmax_qos 1\nmax_connections 5\n$/m,
      );
      assert.equal(await textOf(config, "ConfigMap", "broker-config", "acl"), "topic read a\ntopic b\n");

      const passwordFile = lines(`a:${hash}`, `b:${hash}`);
      assert.equal(await textOf({ passwordFile }, "Secret", "broker-passwords"), `a:${hash}\nb:${hash}\n`);
      const files = [{ path: "/a", content: lines("connection a", "address b") }];
      assert.equal(await textOf({ files }, "Secret", "broker-files"), "connection a\naddress b\n");
    });
  }

  it("hold users and files by any name, also one that JavaScript objects have already", async () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    const users = names.map(name => ({ name, password: `password of ${name}` }));
    const passwords = await textOf({ users }, "Secret", "broker-passwords");
    assert.deepEqual(passwords!.match(/^[^:]+/gm), names);
    const files = names.map(name => ({ path: `/${name}`, content: `content of ${name}` }));
    const contents = await textsOf({ files }, "Secret", "broker-files");
    assert.deepEqual([...contents.values()].sort(), files.map(({ content }) => content).sort());
    const acl = names.map(name => `user ${name}\ntopic read ${name}\n`).join("");
    assert.equal(await textOf({ acl, users }, "ConfigMap", "broker-config", "acl"), acl);
  });

  it("and the output with the passwords has each user", async () => {
    const { result } = await run(() => broker({ users: [{ name: "__proto__", password: "a" }, { name: "b" }] }), {
      live,
    });
    assert.deepEqual(Object.keys(await valueOf(result.passwords)), ["__proto__", "b"]);
  });
});
