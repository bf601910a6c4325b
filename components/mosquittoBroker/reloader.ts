/** The second container, which makes Mosquitto read changed files without a new pod. */
import type * as pulumi from "@pulumi/pulumi";
import { isWatched, reloadedPaths, reloaderMounts, restartedPaths } from "./volumes";
import type { MountedObjects } from "./volumes";

/**
 * Compares versions instead of waiting for events: when the files of a folder change, kubelet writes all of them into a
 * new folder and points the link `..data` to it. A single file is compared by its text. The script begins with a
 * reload, so it misses no earlier change. It restarts Mosquitto only for a change after its own start: it cannot know
 * what Mosquitto has read, and would otherwise end it at each start. Kubernetes leaves `$(...)` as it is, since it
 * names no variable.
 */
const script = `
versions() {
  for path in $1; do
    if [ -d "$path" ]; then readlink "$path/..data"; else cat "$path"; fi
  done
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

/** The container, for a pod whose containers share their processes. None if no file can change. */
export function reloaderContainers(image: pulumi.Input<string>, objects: MountedObjects) {
  if (!isWatched(objects)) return [];
  const restarted = restartedPaths(objects).join(" ");
  return [
    {
      name: "reloader",
      image,
      command: ["/bin/sh", "-c", script],
      env: [
        { name: "RELOAD", value: reloadedPaths.join(" ") },
        // The API server would drop an empty value.
        ...(restarted === "" ? [] : [{ name: "RESTART", value: restarted }]),
      ],
      resources: { requests: { cpu: "1m", memory: "4Mi" }, limits: { memory: "32Mi" } },
      volumeMounts: reloaderMounts(objects),
    },
  ];
}
