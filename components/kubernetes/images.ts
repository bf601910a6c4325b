/** The names of container images. */
import { refuse } from "../inputs/errors";
import { mayShow, shown } from "../inputs/shown";
import type { Check } from "../inputs/values";

const parts = /^(.*?)(?::([^:/@]*))?(?:@(.*))?$/;
const hostLabel = "[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?";
const registry = `(?:${hostLabel}(?:\\.${hostLabel})*|\\[[a-fA-F0-9:]+\\])(?::\\d+)?`;
const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const repository = new RegExp(`^(?:${registry}/)?${component}(?:/${component})*$`);

/**
 * The name of an image as container runtimes read it: `[REGISTRY/]PATH[:TAG][@DIGEST]`.
 *
 * @see https://pkg.go.dev/github.com/distribution/reference
 */
export function imageName(example: string): Check<string> {
  return (image, path) => {
    const fault = faultOf(image);
    if (fault === undefined) return image;
    const near = typeof image === "string" ? nearName(image) : "";
    const meant = mayShow(image) && faultOf(near) === undefined ? `. Did you mean ${shown(near)}?` : "";
    refuse(path, `is ${shown(image)}, but must be the name of an image, such as ${example}${fault}${meant}`);
  };
}

/** What is wrong with the name, as the end of a sentence. Undefined if nothing is. */
function faultOf(image: unknown): string | undefined {
  const [, name = "", tag, digest] = parts.exec(typeof image === "string" ? image : "") ?? [];
  if (name.length > 255) return ": it has at most 255 characters before the tag";
  if (!repository.test(name)) return /[A-Z]/.test(name) ? ": its path has no upper case" : "";
  if (tag !== undefined && !/^\w[-.\w]{0,127}$/.test(tag)) {
    return ": a tag has 1 to 128 letters, digits, '_', '.' and '-', the first a letter, digit or '_'";
  }
  if (digest !== undefined && !/^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(digest)) {
    return ": a digest is sha256: and 64 hexadecimal digits in lower case";
  }
  return undefined;
}

/** The name that a URL, or a name in upper case or with spaces around it, is likely to stand for. */
function nearName(image: string): string {
  const [, name = "", rest = ""] = /^(.*?)((?::[^:/@]*)?(?:@.*)?)$/.exec(image.trim().replace(/^\w+:\/\//, "")) ?? [];
  return `${name.toLowerCase()}${rest}`;
}
