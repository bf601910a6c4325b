/** Topic filters of MQTT. */

/**
 * Whether a `+` is not a whole level of the filter, or a `#` not the whole last one.
 *
 * @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901241
 */
export function hasMisplacedWildcard(filter: string): boolean {
  const levels = filter.split("/");
  return levels.some((level, index) =>
    level.length > 1 ? /[+#]/.test(level) : level === "#" && index < levels.length - 1,
  );
}
