/** The container beside the broker that lets it notice new files without a new pod. */
import type * as pulumi from "@pulumi/pulumi";
import { emptyVolumeMounts, watchedFolder } from "./mounts";
import type { Mount } from "./mounts";

/**
 * Compares versions instead of waiting for events: to replace the files of a folder, kubelet writes them into a new one
 * and turns the link `..data` to it. It starts with a reload, and so misses nothing that happened before it ran. A restart
 * takes a change after its start, since it cannot know what the broker has read: with each start it would end the broker.
 * Kubernetes leaves `$(...)` alone, since it names no variable of the container.
 */
const script = `
versions() {
  for folder in $1; do readlink "$folder/..data"; done
}

# Fails while no Mosquitto has a handler for SIGHUP, the lowest bit of what it catches: that would end it.
signal() {
  for process in /proc/[0-9]*; do
    { read -r name < "$process/comm"; } 2> /dev/null || continue
    [ "$name" = mosquitto ] && grep -q '^SigCgt:.*[13579bdf]$' "$process/status" || continue
    kill -s "$1" "\${process#/proc/}" || continue
    echo "$(date -u +%FT%TZ) sent SIG$1 to Mosquitto to have it read $2"
    return
  done
  return 1
}

reloaded=
restarted=$(versions "$RESTART")
while :; do
  now=$(versions "$RESTART")
  [ "$now" = "$restarted" ] || { signal TERM "$RESTART" && restarted=$now; }
  now=$(versions "$RELOAD")
  [ "$now" = "$reloaded" ] || { signal HUP "$RELOAD" && reloaded=$now; }
  sleep 5
done
`;

/** The container, for a pod whose containers see each other's processes. None if all files are read only once. */
export function reloaderContainers(image: pulumi.Input<string>, mounts: Mount[]) {
  const watched = mounts.filter(({ onChange }) => onChange !== undefined);
  if (watched.length === 0) {
    return [];
  }
  const paths = (kind: Mount["onChange"]) =>
    watched
      .filter(({ onChange }) => onChange === kind)
      .map(watchedFolder)
      .join(" ");
  return [
    {
      name: "reloader",
      image,
      command: ["/bin/sh", "-c", script],
      env: [
        { name: "RELOAD", value: paths("reload") },
        { name: "RESTART", value: paths("restart") },
      ],
      resources: { requests: { cpu: "1m", memory: "4Mi" }, limits: { memory: "32Mi" } },
      volumeMounts: [
        ...watched.map(mount => ({ name: mount.name, mountPath: watchedFolder(mount), readOnly: true })),
        ...emptyVolumeMounts(watched),
      ],
    },
  ];
}
