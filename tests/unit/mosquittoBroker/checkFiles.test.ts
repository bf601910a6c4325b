import { MosquittoBroker } from "../../../index";
import type { MosquittoBrokerArgs, MosquittoFileArgs, MosquittoPersistenceArgs, Platform } from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const broker = (args: Partial<MosquittoBrokerArgs>) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], allowAnonymous: true, ...args });
const withFile = (file: Partial<MosquittoFileArgs>, ...others: MosquittoFileArgs[]) =>
  broker({ files: [{ path: "/a", ...file }, ...others] });
const keeping = (persistence: MosquittoPersistenceArgs) => broker({ persistence });

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "Mosquitto 2.1.0",
    program: give => broker({ image: give("docker.io/library/eclipse-mosquitto:2.1.0-alpine") }),
    path: "image",
    says: /2\.1\.0 cannot open files that Kubernetes mounts: use 2\.1\.1 or later/,
  },
  {
    what: "Mosquitto 1.6",
    program: give => broker({ image: give("eclipse-mosquitto:1.6.15") }),
    path: "image",
    says: /Mosquitto before 2\.0 cannot read the password hashes/,
  },
  {
    what: "a size that is not valid",
    program: give => keeping({ size: give("1GB") }),
    path: "persistence.size",
    says: /is "1GB", but must be a Kubernetes quantity above 0/,
  },
  {
    what: "a size of zero",
    program: give => keeping({ size: give("0Gi") }),
    path: "persistence.size",
    says: /is "0Gi", but must be a Kubernetes quantity above 0/,
  },
  {
    what: "a claim's name that Kubernetes would refuse",
    program: give => keeping({ existingClaim: give("My_Data") }),
    path: "persistence.existingClaim",
    says: /is "My_Data", but Kubernetes requires/,
  },
  {
    what: "a storage class's name that Kubernetes would refuse",
    program: give => keeping({ size: "1Gi", storageClassName: give("Fast!") }),
    path: "persistence.storageClassName",
    says: /is "Fast!", but Kubernetes requires/,
  },
  {
    what: "a key that no Secret can have",
    program: give => broker({ passwordFileSecret: { name: "mine", key: give("pass words") } }),
    path: "passwordFileSecret.key",
    says: /is "pass words", but must be a key of at most 253 letters/,
  },
  {
    what: "a key that starts with two dots",
    program: give => withFile({ secret: { name: "mine", key: give("..data") } }),
    path: "files[0].secret.key",
    says: /is "\.\.data", but must be a key .* does not start with '\.\.'/,
  },
  {
    what: "a file from a ConfigMap whose name Kubernetes would refuse",
    program: give => withFile({ configMap: { name: give("My Files"), key: "a" } }),
    path: "files[0].configMap.name",
    says: /is "My Files", but Kubernetes requires/,
  },
  {
    what: "file content that is not text",
    program: give => withFile({ content: give(5 as unknown as string) }),
    path: "files[0].content",
    says: /is not text/,
  },
  ...[
    ["listener 1884", /sets listener in line 2: use listeners/],
    ["allow_anonymous true", /sets allow_anonymous in line 2: use allowAnonymous/],
    ["password_file /etc/passwd", /sets password_file in line 2: use users, passwordFile or/],
    ["persistence_location /tmp", /sets persistence_location in line 2: use persistence/],
    ["per_listener_settings true", /sets per_listener_settings in line 2: users and acl apply to all listeners/],
    ["max_connections 5", /sets max_connections in line 2, which belongs to a listener: move it to listeners\[\]/],
    [" # a note", /does not name a setting in line 2/],
    ["\tlog_type all", /does not name a setting in line 2/],
  ].map(([line, says]) => ({
    what: `extra configuration with ${JSON.stringify(line)}`,
    program: (give: <T>(value: T) => T) => broker({ extraConfig: give(`log_type all\n${line as string}\n`) }),
    path: "extraConfig",
    says: says as RegExp,
    madeOf: "broker-config",
  })),
  {
    what: "a setting of the broker in a listener's extra configuration",
    program: give => broker({ listeners: [{ port: 1883, extraConfig: give("remote_password hunter2") }] }),
    path: "listeners[0].extraConfig",
    says: /sets remote_password in line 1, which is not a setting of a listener: move it to the extraConfig/,
    madeOf: "broker-config",
  },
];

/** Values that decide which resources exist. */
const plainCases: Case[] = [
  {
    what: "a platform that does not exist",
    program: give => broker({ platform: give("OKD" as "OpenShift") }),
    path: "platform",
    says: /is "OKD", but must be one of Kubernetes, OpenShift/,
  },
  {
    what: "persistence without a volume",
    program: give => broker({ persistence: give({}) }),
    path: "persistence",
    says: /has neither size nor existingClaim/,
  },
  {
    what: "a file at a relative path",
    program: give => withFile({ path: give("etc/motd"), content: "" }),
    path: "files[0].path",
    says: /is "etc\/motd", but must be an absolute path/,
  },
  {
    what: "a file at a path that goes up a folder",
    program: give => withFile({ path: give("/mosquitto/x/../acl/acl"), content: "" }),
    path: "files[0].path",
    says: /but must be an absolute path without '\.', ':', spaces or names that start with '\.\.'/,
  },
  {
    what: "a file whose name starts with two dots",
    program: give => withFile({ path: give("/etc/..data"), content: "" }),
    path: "files[0].path",
    says: /is "\/etc\/\.\.data", but must be an absolute path without .* names that start with '\.\.'/,
  },
  {
    what: "a file in the place of the configuration",
    program: give => withFile({ path: give("/mosquitto/config/mosquitto.conf"), content: "" }),
    path: "files[0].path",
    says: /which the broker uses itself: use listeners and extraConfig/,
  },
  {
    what: "a file in the place of the passwords",
    program: give => withFile({ path: give("/mosquitto/passwords/passwords"), content: "" }),
    path: "files[0].path",
    says: /which the broker uses itself: use users, passwordFile or passwordFileSecret/,
  },
  {
    what: "a file in the folder of logs",
    program: give => withFile({ path: give("/mosquitto/log/notes"), content: "" }),
    path: "files[0].path",
    says: /which the broker uses itself: choose another path, since this folder stays empty/,
  },
];

/** The list of files itself. */
const plainFiles: Case = {
  what: "a list of files",
  program: give => broker({ files: give([]) }),
  path: "files",
  says: /is an Output/,
};

/** Values that are valid alone but not together. */
const contradictions: Case[] = [
  {
    what: "a password file together with users",
    program: () => broker({ users: [{ name: "a" }], passwordFile: "" }),
    path: "passwordFile",
    says: /cannot be combined with users, since Mosquitto reads one password file/,
  },
  {
    what: "two password files",
    program: () => broker({ passwordFile: "", passwordFileSecret: { name: "a", key: "b" } }),
    path: "passwordFileSecret",
    says: /cannot be combined with passwordFile/,
  },
  {
    what: "a text in place of true or false for retain",
    program: () => keeping({ size: "1Gi", retain: "false" as unknown as boolean }),
    path: "persistence.retain",
    says: /is "false", but must be true or false/,
  },
  {
    what: "a size together with an existing claim",
    program: () => keeping({ existingClaim: "mine", size: "1Gi" }),
    path: "persistence.size",
    says: /cannot be combined with existingClaim/,
  },
  {
    what: "a file without content",
    program: () => withFile({}),
    path: "files[0]",
    says: /has nothing: set exactly one of content, configMap and secret/,
  },
  {
    what: "a file with two contents",
    program: () => withFile({ content: "a", secret: { name: "a", key: "b" } }),
    path: "files[0]",
    says: /has content and secret: set exactly one/,
  },
  {
    what: "undefined in the list of files",
    program: () => broker({ files: [undefined as unknown as MosquittoFileArgs] }),
    path: "files[0]",
    says: /is undefined, but must have properties/,
  },
  {
    what: "two files at one path",
    program: () => withFile({ content: "a" }, { path: "/a", content: "b" }),
    path: "files[1].path",
    says: /is \/a, which is also files\[0\]\.path/,
  },
  {
    what: "a file below another",
    program: () => withFile({ content: "a" }, { path: "/a/b", content: "b" }),
    path: "files[1].path",
    says: /is \/a\/b, which is below files\[0\]\.path/,
  },
  {
    what: "an empty platform",
    program: () => broker({ platform: "" as Platform }),
    path: "platform",
    says: /is "", but must be one of/,
  },
];

describe("Bad input of the files, data and platform of a MosquittoBroker", () => {
  [...cases, ...plainCases, ...contradictions].forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
  [...plainCases, plainFiles].forEach(itWantsPlain);
});
