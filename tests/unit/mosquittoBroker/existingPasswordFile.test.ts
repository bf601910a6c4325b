import { MosquittoBroker } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const broker = (args: Partial<MosquittoBrokerArgs>) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], ...args });
const argon2id = "# users\nfactory:$argon2id$v=19$m=47104,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaA\n";

const cases: Case[] = [
  {
    what: "a password file with a password that is not hashed",
    program: give => broker({ passwordFile: give("# users\nfactory:hunter2\n") }),
    path: "passwordFile",
    says: /has no user with a hashed password in line 2: hash the file with mosquitto_passwd -U/,
  },
  {
    what: "a password file with a hash that is cut off",
    program: give => broker({ passwordFile: give("factory:$7$101$c2FsdHNhbHRzYWx0\n") }),
    path: "passwordFile",
    says: /has no user with a hashed password in line 1: hash the file with mosquitto_passwd -U/,
  },
  {
    what: "a password file with argon2id for Mosquitto 2.0, which drops it",
    program: give => broker({ passwordFile: give(argon2id), image: give("eclipse-mosquitto:2.0-openssl") }),
    path: "passwordFile",
    says: /has an argon2id hash in line 2, which eclipse-mosquitto:2\.0-openssl does not accept/,
  },
  {
    what: "a password file with argon2id for the default image",
    program: give => broker({ passwordFile: give(argon2id) }),
    path: "passwordFile",
    says: /has an argon2id hash in line 2, which docker\.io\/library\/eclipse-mosquitto:2\.0\.22 does not/,
  },
  {
    what: "a password file without users",
    program: give => broker({ passwordFile: give("# nobody yet\n"), allowAnonymous: give(false) }),
    path: "passwordFile",
    says: /has no user and allowAnonymous is not true: no one could connect/,
  },
  {
    what: "a password file that is empty",
    program: give => broker({ passwordFile: give("") }),
    path: "passwordFile",
    says: /has no user and allowAnonymous is not true: no one could connect/,
  },
];

describe("Bad input of the password file of a MosquittoBroker", () => {
  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
});
