/** The user's own lines in Mosquitto's configuration file. */
import { refuse } from "../inputs/errors";
import { didYouMean } from "../inputs/nearest";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import type { Check } from "../inputs/values";
import { checkObjectSize } from "../kubernetes/objectSize";
import { mayHaveVersion } from "./image";
import { withLineFeeds } from "./lineBreaks";
import { settingNamed, settings } from "./settings";
import type { Section } from "./settings";

/** Settings that this package writes, or that would keep Mosquitto from running, and what to do instead. */
const taken = new Map<string, string>([
  ["acl_file", "use acl"],
  ["allow_anonymous", "use allowAnonymous"],
  ["bind_address", "use listeners"],
  ["certfile", "use listeners[].tls"],
  ["daemon", "remove it: the container would end as soon as Mosquitto moves to the background"],
  ["keyfile", "use listeners[].tls"],
  ["listener", "use listeners"],
  ["log_timestamp_format", "remove it: it is already set, and Mosquitto accepts it only once"],
  ["password_file", "use users, passwordFile or passwordFileSecret"],
  ["per_listener_settings", "users and acl apply to all listeners: use a second MosquittoBroker for different ones"],
  ["persistence", "use persistence"],
  ["persistence_file", "use persistence"],
  ["persistence_location", "use persistence"],
  ["pid_file", "remove it: the broker may not write that file"],
  ["port", "use listeners"],
  ["protocol", "use listeners[].protocol"],
  ["retained_persistence", "use persistence"],
  ["user", "remove it: the pod sets the user"],
  // Mosquitto 1 still took these, with a warning.
  ["store_clean_interval", "remove it: Mosquitto 2 no longer needs it, and does not start with it"],
  ["ffdc_output", "remove it: use log_dest"],
  ["max_log_entries", "remove it: use log_type"],
  ["trace_level", "remove it: use log_type"],
  ["trace_output", "remove it: use log_dest"],
]);

/** What starts the part of the file in which the settings of a section may stand. */
const starts: { [section in Section]?: { settings: string[]; what: string } } = {
  bridge: { settings: ["connection"], what: "a bridge: put it below a line with connection and a name" },
  plugin: {
    settings: ["plugin", "plugin_load", "global_plugin", "auth_plugin"],
    what: "a plugin: put it below a line with plugin and a path",
  },
};

/** Which extraConfig the lines are. */
type Place = "broker" | "listener";

/** A line that is neither empty nor a comment. */
interface Line {
  name: string;
  /** The words after the name. */
  words: string[];
  /** Such as `in line 2`. */
  where: string;
}

/** Checks lines for the broker as a whole or for a listener. */
export function checkExtraConfig(place: Place): Check<string> {
  return (text, path) => checkedText(text, path, place);
}

function checkedText(given: string, path: PropertyPath, place: Place): string {
  if (typeof given !== "string") refuse(path, "is not text: set lines of mosquitto.conf, or remove it");
  const text = withLineFeeds(given);
  const above = new Set<string>();
  for (const line of linesOf(text)) {
    const fault = faultOf(line, place, above);
    if (fault !== undefined) refuse(path, fault);
    above.add(line.name);
  }
  return checkObjectSize(text, path);
}

/** The fault in a line, which is below lines with the settings `above`. */
function faultOf({ name, words, where }: Line, place: Place, above: Set<string>): string | undefined {
  if (!/^[A-Za-z]\S*$/.test(name)) {
    return `does not name a setting ${where}: separate words by spaces only, and let a comment start with '#' at once`;
  }
  const instead = taken.get(name);
  if (instead !== undefined) return `sets ${name} ${where}: ${instead}`;
  const setting = settingNamed(name);
  if (setting === undefined) {
    const meant = didYouMean(name, settings.keys());
    // A word that looks like no setting may be part of a password that has a line break.
    const isShown = meant !== "" || /^[a-z]+(_[a-z0-9]+)+$/.test(name);
    return `names no setting of Mosquitto ${where}${isShown ? `: ${unlessSecret(name)}` : ""}${meant}`;
  }
  const sets = `sets ${unlessSecret(name)} ${where}`;
  const misplaced = misplacement(setting.section, place, above);
  if (misplaced !== undefined) return `${sets}, which ${misplaced}`;
  if (words.length === 0)
    return name === "retry_interval" ? undefined : `${sets} without a value: add one, or remove the line`;
  const wrong = setting.values?.(words);
  return wrong && `${sets} ${wrong}`;
}

/** Why a setting of this section may not stand here. */
function misplacement(section: Section, place: Place, above: Set<string>): string | undefined {
  if (section === place) return undefined;
  if (place === "listener") return "is not a setting of a listener: move it to the extraConfig of the broker";
  // Before the first listener, such a setting would open another listener on port 1883 without TLS.
  if (section === "listener") return "belongs to a listener: move it to listeners[].extraConfig";
  const start = starts[section];
  if (start === undefined || start.settings.some(name => above.has(name))) return undefined;
  return `belongs to ${start.what}`;
}

/** Refuses settings that the image's Mosquitto does not have, if its tag says so. */
export function checkSince(text: string | undefined, image: string, path: PropertyPath): void {
  for (const { name, where } of linesOf(text ?? "")) {
    const since = settingNamed(name)?.since;
    if (since !== undefined && !mayHaveVersion(image, since)) {
      const sets = `sets ${unlessSecret(name)} ${where}, which needs Mosquitto ${since} or later`;
      refuse(path, `${sets}: remove it, or use a later image than ${unlessSecret(image)}`);
    }
  }
}

/** The lines that are neither empty nor comments. Only spaces separate words. */
function linesOf(text: string): Line[] {
  return text.split("\n").flatMap((line, index) => {
    const [name, ...words] = line.split(" ").filter(word => word !== "");
    return name === undefined || line.startsWith("#") ? [] : [{ name, words, where: `in line ${index + 1}` }];
  });
}
