/** Where a value stands among a component's arguments. */
import { unlessSecret } from "./shown";

/** The place of a value among a component's arguments, such as `ports[1].tls.secretName`. */
export class PropertyPath {
  /** The arguments as a whole. */
  public static readonly root = new PropertyPath("");

  private constructor(private readonly text: string) {}

  /** The property `name` of the value at this path. */
  public child(name: string): PropertyPath {
    return new PropertyPath(this.text === "" ? name : `${this.text}.${name}`);
  }

  /** An item of the list at this path. */
  public index(index: number): PropertyPath {
    return new PropertyPath(`${this.text}[${index}]`);
  }

  /** The value under a key of the map at this path. The key may hold any character, and is hidden in a secret map. */
  public key(key: string): PropertyPath {
    return new PropertyPath(`${this.text}[${JSON.stringify(unlessSecret(key))}]`);
  }

  /** The path as Pulumi writes it. */
  public toString(): string {
    return this.text;
  }
}
