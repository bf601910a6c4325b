/** The existing resources, in a file that outlives the processes that use it. */
import * as fs from "node:fs";
import * as path from "node:path";
import { withLock } from "../../lock";
import type { ProcessIdentity } from "../../processIdentity";
import type { JsonObject } from "./json";

/** A resource as ARM stores it. */
export interface ArmResource {
  id: string;
  /** Pulumi's name for its type. */
  token: string;
  /** The values of the names in braces in its type's path. */
  parameters: Record<string, string>;
  body: JsonObject;
  /** What is being done to it, and by whom. */
  operation?: { id: string; process?: ProcessIdentity };
}

/** All resources by id, ignoring case. */
export class Resources {
  private readonly byId: Map<string, ArmResource>;

  constructor(all: ArmResource[]) {
    this.byId = new Map(all.map(resource => [resource.id.toLowerCase(), resource]));
  }

  get(id: string): ArmResource | undefined {
    return this.byId.get(id.toLowerCase());
  }

  set(resource: ArmResource): void {
    this.byId.set(resource.id.toLowerCase(), resource);
  }

  delete(id: string): void {
    this.byId.delete(id.toLowerCase());
  }

  all(): ArmResource[] {
    return [...this.byId.values()];
  }

  /** Everything below an id, the innermost first. */
  below(id: string): ArmResource[] {
    const prefix = `${id.toLowerCase()}/`;
    const found = this.all().filter(resource => resource.id.toLowerCase().startsWith(prefix));
    return found.sort((a, b) => b.id.split("/").length - a.id.split("/").length);
  }

  ofType(token: string): ArmResource[] {
    return this.all().filter(resource => resource.token === token);
  }
}

/** The file, with one writer at a time among all processes. */
export class Store {
  private readonly file: string;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: string) {
    this.file = path.join(folder, "resources.json");
  }

  /** A copy of the present resources; changing it does not change the file. */
  read(): Resources {
    try {
      return new Resources(JSON.parse(fs.readFileSync(this.file, "utf8")) as ArmResource[]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Resources([]);
      throw error;
    }
  }

  /** Reads the resources, lets `change` do its work, and writes the result unless it throws. */
  change<T>(change: (resources: Resources) => T): Promise<T> {
    // One after the other in this process, so that only another process can hold the lock.
    const mine = this.last.then(() => this.locked(change));
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private async locked<T>(change: (resources: Resources) => T): Promise<T> {
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const wait = { signal: AbortSignal.timeout(60_000), onWait: () => undefined, isDone: () => false };
    const outcome = await withLock(path.join(this.folder, "lock"), wait, () => {
      const resources = this.read();
      const result = change(resources);
      const fresh = `${this.file}.new`;
      fs.writeFileSync(fresh, JSON.stringify(resources.all(), undefined, 1), { mode: 0o600 });
      fs.renameSync(fresh, this.file);
      return Promise.resolve({ result });
    });
    return (outcome as { result: T }).result;
  }
}
