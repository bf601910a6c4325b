/** What a preview shows for each changed argument of a broker, line by line. */
import { Platform } from "../../../index";
import { firstWatched, otherConfiguration, pod } from "./change";
import type { BrokerChange } from "./change";
import { networkChanges } from "./networkChanges";

/** By argument. */
export const brokerChanges: Record<string, BrokerChange[]> = {
  ...networkChanges,
  acl: [
    {
      broker: "bare",
      what: "the first ACL",
      change: () => ({ acl: "topic readwrite #\n" }),
      names: [
        ...firstWatched("bare"),
        "replace ConfigMap bare-config: add-replace data.acl",
        `update Deployment bare: add ${pod}volumes[0].configMap.items[1]`,
      ],
      further: [...otherConfiguration("bare")],
    },
    {
      broker: "full",
      what: "another ACL",
      change: () => ({ acl: "topic read #\n" }),
      further: ["replace ConfigMap full-config: update-replace data.acl"],
    },
  ],
  allowAnonymous: [
    {
      broker: "full",
      what: "true",
      change: () => ({ allowAnonymous: true }),
      further: [...otherConfiguration("full")],
    },
  ],
  extraConfig: [
    {
      broker: "full",
      what: "the first line",
      change: () => ({ extraConfig: "max_keepalive 60" }),
      further: [...otherConfiguration("full")],
    },
  ],
  files: [
    {
      broker: "bare",
      what: "the first file",
      change: () => ({ files: [{ path: "/etc/motd", content: "one" }] }),
      names: [
        ...firstWatched("bare"),
        "create Secret bare-files",
        `update Deployment bare: add ${pod}containers[0].volumeMounts[6]`,
        `update Deployment bare: add ${pod}volumes[3].projected.sources[1]`,
      ],
      further: [],
    },
    {
      broker: "full",
      what: "one more with content",
      change: ({ files = [] }) => ({ files: [...files, { path: "/etc/issue", content: "two" }] }),
      names: [
        "replace Secret full-files: add-replace data.a64630b10e7acb40",
        `update Deployment full: add ${pod}containers[0].volumeMounts[7]`,
        `update Deployment full: add ${pod}volumes[3].projected.sources[2]`,
      ],
      further: [],
    },
    {
      broker: "full",
      what: "one more from a ConfigMap",
      change: ({ files = [] }) => ({
        files: [...files, { path: "/etc/issue", configMap: { name: "mine", key: "issue" } }],
      }),
      names: [
        `update Deployment full: add ${pod}containers[0].volumeMounts[7]`,
        `update Deployment full: add ${pod}volumes[3].projected.sources[2]`,
      ],
      further: [],
    },
    {
      broker: "full",
      what: "another content",
      change: () => ({ files: [{ path: "/etc/motd", content: "two" }] }),
      further: ["replace Secret full-files: update-replace data.a5017c23a9f6ed2d"],
    },
  ],
  image: [
    {
      broker: "full",
      what: "another",
      change: () => ({ image: "eclipse-mosquitto:2.0.21" }),
      further: [
        `update Deployment full: update ${pod}containers[0].image`,
        `update Deployment full: update ${pod}containers[1].image`,
      ],
    },
  ],
  memoryLimit: [
    {
      broker: "full",
      what: "another",
      change: () => ({ memoryLimit: "256Mi" }),
      further: [`update Deployment full: update ${pod}containers[0].resources.limits.memory`],
    },
  ],
  namespace: [
    {
      broker: "bare",
      what: "another",
      change: () => ({ namespace: "elsewhere" }),
      further: [
        "replace Service bare-tcp: update-replace metadata.namespace",
        "replace ConfigMap bare-config: update-replace metadata.namespace",
        "replace Deployment bare: update-replace metadata.namespace",
      ],
    },
  ],
  passwordFile: [
    {
      broker: "bare",
      what: "the first",
      change: () => ({ passwordFile: "meter:$7$101$c2FsdHNhbHRzYWx0$aGFzaA==\n" }),
      names: [
        ...firstWatched("bare"),
        "create Secret bare-passwords",
        `update Deployment bare: add ${pod}volumes[1].projected.sources[1]`,
      ],
      further: [...otherConfiguration("bare")],
    },
  ],
  passwordFileSecret: [
    {
      broker: "bare",
      what: "the first",
      change: () => ({ passwordFileSecret: { name: "mine", key: "users.txt" } }),
      names: [...firstWatched("bare"), `update Deployment bare: add ${pod}volumes[1].projected.sources[1]`],
      further: [...otherConfiguration("bare")],
    },
  ],
  persistence: [
    {
      broker: "full",
      what: "the first",
      change: () => ({ persistence: { size: "1Gi" } }),
      names: ["create PersistentVolumeClaim full-data", `update Deployment full: add ${pod}volumes[5]`],
      further: [
        ...otherConfiguration("full"),
        `update Deployment full: update ${pod}containers[0].volumeMounts[4].name`,
        `update Deployment full: delete ${pod}containers[0].volumeMounts[4].readOnly`,
      ],
    },
  ],
  platform: [
    {
      broker: "full",
      what: "OpenShift",
      change: () => ({ platform: Platform.OpenShift }),
      further: [
        `update Deployment full: delete ${pod}securityContext.fsGroup`,
        `update Deployment full: delete ${pod}securityContext.runAsGroup`,
        `update Deployment full: delete ${pod}securityContext.runAsUser`,
      ],
    },
  ],
  reloaderImage: [
    {
      broker: "full",
      what: "the first",
      change: () => ({ reloaderImage: "busybox:1.36" }),
      further: [`update Deployment full: update ${pod}containers[1].image`],
    },
  ],
  strict: [{ broker: "bare", what: "true", change: () => ({ strict: true }), further: [] }],
  users: [
    {
      broker: "bare",
      what: "the first",
      change: () => ({ users: [{ name: "meter", password: "open sesame" }] }),
      names: [
        ...firstWatched("bare"),
        "create PrivateKey bare-salt",
        "create Secret bare-passwords",
        `update Deployment bare: add ${pod}volumes[1].projected.sources[1]`,
      ],
      further: [...otherConfiguration("bare")],
    },
    {
      broker: "full",
      what: "one more with a password",
      change: ({ users = [] }) => ({ users: [...users, { name: "office", password: "open sesame" }] }),
      names: ["replace Secret full-passwords: update-replace data.passwords"],
      further: [],
    },
    {
      broker: "full",
      what: "one more with a generated password",
      change: ({ users = [] }) => ({ users: [...users, { name: "office" }] }),
      names: ["create PrivateKey full-password-office", "replace Secret full-passwords: update-replace data.passwords"],
      further: [],
    },
    {
      broker: "full",
      what: "another password",
      change: () => ({ users: [{ name: "meter", password: "close sesame" }] }),
      further: ["replace Secret full-passwords: update-replace data.passwords"],
    },
  ],
};
