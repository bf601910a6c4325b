import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { MosquittoBroker } from "../../../index";
import { find, run } from "../engine/engine";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { live } from "./fullMosquitto";

const image = "docker.io/library/eclipse-mosquitto";
const [twoZero, twoOne] = [`${image}:2.0.22`, `${image}:2.1.2-alpine`];

/** A broker with lines for it as a whole and for its listener. */
const broker = (extraConfig?: string, ofListener?: string, ofImage = twoZero) =>
  new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [{ port: 1883, extraConfig: ofListener }],
    allowAnonymous: true,
    image: ofImage,
    extraConfig,
  });

/** Lines for the broker that no Mosquitto, or not this one, starts with. */
const refused: [what: string, lines: string, says: RegExp, image?: string][] = [
  [
    "a name with a slip",
    "log_type all\nmax_inflight_message 100",
    /names no setting of Mosquitto in line 2: max_inflight_message\. Did you mean "max_inflight_messages"\?/,
  ],
  ["a name in upper case", "Max_QoS 1", /names no setting .* in line 1: Max_QoS\. Did you mean "max_qos"\?/],
  ["a name in another style", "maxQueuedMessages 9", /maxQueuedMessages\. Did you mean "max_queued_messages"\?/],
  [
    "a name that no version has",
    "max_client_id_length 23",
    /names no setting of Mosquitto in line 1: max_client_id_length$/m,
  ],
  ["a word that may be of a password", "hunter2 a", /names no setting of Mosquitto in line 1$/m],
  ["a plugin's setting with too short a name", "plugin /a.so\nplugin_opt_ab 1", /in line 2: plugin_opt_ab/],
  [
    "a setting of Mosquitto 1",
    "store_clean_interval 10",
    /sets store_clean_interval in line 1: remove it: Mosquitto 2/,
  ],
  [
    "a bridge's setting outside of a bridge",
    "keepalive_interval 60",
    /sets keepalive_interval in line 1, which belongs to a bridge: put it below a line with connection and a name/,
  ],
  [
    "a bridge's setting above its bridge",
    "address example.com\nconnection central",
    /sets address in line 1, which belongs to a bridge/,
  ],
  [
    "a plugin's setting without a plugin",
    "auth_opt_backends files",
    /auth_opt_backends in line 1, which belongs to a plugin/,
  ],
  ["a setting without a value", "max_keepalive", /sets max_keepalive in line 1 without a value/],
  [
    "a log type that does not exist",
    "log_type errors",
    /sets log_type in line 1 to a word that it does not allow: use one of none, .*Did you mean "error"\?/,
  ],
  [
    "yes in place of true",
    "queue_qos0_messages yes",
    /sets queue_qos0_messages in line 1 to a word .*: use one of true, false, 1, 0/,
  ],
  ["true in upper case", "queue_qos0_messages TRUE", /use one of true, false, 1, 0\. Did you mean "true"\?/],
  ["a line with only a tab", "\t", /does not name a setting in line 1/],
  [
    "a setting of 2.1 with 2.0",
    "log_type all\nglobal_max_clients 10",
    /sets global_max_clients in line 2, which needs Mosquitto 2\.1 or later: remove it, or use a later image than .*:2\.0\.22/,
  ],
  [
    "a bridge's setting of 2.1 with 2.0",
    "connection a\nbridge_receive_maximum 5",
    /bridge_receive_maximum in line 2, which needs/,
  ],
  [
    "a setting of 2.0.21 with 2.0.20",
    "retain_expiry_interval 5",
    /needs Mosquitto 2\.0\.21 or later/,
    `${image}:2.0.20`,
  ],
];

/** The same for lines for a listener. */
const refusedForListener: typeof refused = [
  [
    "a TLS version without its name",
    "tls_version 1.2",
    /tls_version in line 1 to a word .*: use one of tlsv1\.1, tlsv1\.2, tlsv1\.3/,
  ],
  [
    "a setting of the broker",
    "max_queued_messages 5",
    /max_queued_messages in line 1, which is not a setting of a listener/,
  ],
  ["a name that exists only inside Mosquitto", "disable_protocol_v3 true", /names no setting .*: disable_protocol_v3/],
  [
    "a setting of 2.1 with 2.0",
    "accept_protocol_versions 4,5",
    /accept_protocol_versions in line 1, which needs Mosquitto 2\.1/,
  ],
];

/** Kinds of lines found in public configurations: for the broker, for its listener, and which image has them. */
const accepted: [what: string, lines: string, ofListener: string, image: string][] = [
  [
    "several destinations and types of the log",
    "log_dest stdout\nlog_dest topic\nlog_type error\nlog_type websockets\nlog_timestamp false\nconnection_messages 1",
    "",
    twoZero,
  ],
  [
    "names that are deprecated or ignored",
    "retry_interval 20\nallow_duplicate_messages false\nauto_id_prefix a-",
    "",
    twoZero,
  ],
  ["a setting without its usual value", "retry_interval", "", twoZero],
  [
    "a bridge with older and newer names",
    "connection central\naddresses a:1883 b:1883\nclientid edge\nusername site\npassword a b\ncleansession true\ntopic # out 1\n" +
      "connection other\naddress c\nremote_clientid edge\nbridge_protocol_version mqttv50\nstart_type lazy\ntry_private false",
    "",
    twoZero,
  ],
  [
    "plugins, with settings of their own names",
    "plugin /usr/lib/a.so\nplugin_opt_config_file /a.json\nauth_plugin /b.so\nauth_opt_mysql_Query select 1",
    "",
    twoZero,
  ],
  [
    "comments, empty lines and several spaces",
    "# a comment\n\n   \n  max_queued_bytes   1048576    # 1 MB\n",
    "",
    twoZero,
  ],
  [
    "client certificates",
    "",
    "cafile /ca.crt\nrequire_certificate true\nuse_identity_as_username true\ntls_version tlsv1.3",
    twoZero,
  ],
  [
    "other names of a listener's settings",
    "",
    "maximum_qos 1\nmount_point a/\nhttp_dir /www\nmax_connections -1",
    twoZero,
  ],
  [
    "settings of 2.1",
    "plugin_load a /a.so\nenable_control_api true",
    "plugin_use a\naccept_protocol_versions 4, 5",
    twoOne,
  ],
  [
    "settings of 2.1 with an image of which nothing is known",
    "packet_buffer_size 9",
    "listener_allow_anonymous true",
    "mine:2.0",
  ],
  ["settings of later versions with a tag for the latest", "retain_expiry_interval 5", "", `${image}:2.0`],
  ["settings of 2.1 with a tag for the latest", "global_plugin /a.so", "websockets_origin a", `${image}:2`],
];

const caseOf =
  (isListeners: boolean) =>
  ([what, lines, says, ofImage]: (typeof refused)[number]): Case => ({
    what,
    program: give => (isListeners ? broker(undefined, give(lines), ofImage) : broker(give(lines), undefined, ofImage)),
    path: isListeners ? "listeners[0].extraConfig" : "extraConfig",
    says,
  });

const versions: Case[] = [
  ["extraConfig", "global_max_clients 10", ""],
  ["listeners[0].extraConfig", "", "websockets_origin a"],
].map(([path, lines, ofListener]) => ({
  what: `an image that lacks a setting of ${path}`,
  program: give => broker(lines, ofListener, give(twoZero)),
  path,
  says: /needs Mosquitto 2\.1 or later/,
}));

describe("The extra configuration of a MosquittoBroker", () => {
  const cases = [...refused.map(caseOf(false)), ...refusedForListener.map(caseOf(true)), ...versions];
  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);

  it("is known in a preview, even if the image is not", async () => {
    const unknown = pulumi.output(pulumi.unknown) as unknown as string;
    const { resources } = await run(() => broker("log_type all", "max_qos 1", unknown), { live, preview: true });

    const { data } = find(resources, "kubernetes:core/v1:ConfigMap", "broker-config").inputs;
    assert.match((data as Record<string, string>)["mosquitto.conf"], /^log_type all\n[^]*max_qos 1$/m);
  });

  for (const [what, lines, ofListener, ofImage] of accepted) {
    it(`may have ${what}`, async () => {
      const { resources } = await run(() => broker(lines, ofListener, ofImage), { live });
      const { data } = find(resources, "kubernetes:core/v1:ConfigMap", "broker-config").inputs;
      const file = (data as Record<string, string>)["mosquitto.conf"];
      const listener = `listener 1883\nprotocol mqtt\n${ofListener === "" ? "" : `${ofListener}\n`}`;
      assert.ok(file.endsWith(`${lines === "" || lines.endsWith("\n") ? lines : `${lines}\n`}\n${listener}`), file);
    });
  }
});
