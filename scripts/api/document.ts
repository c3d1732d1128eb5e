/** The document cannot be compared. The message says why. */
export class UnreadableError extends Error {}

export type Node = Readonly<Record<string, unknown>>;

/** A JSON document whose parts refer to each other. */
export class Document {
  readonly root: Node;

  constructor(document: unknown) {
    this.root = isNode(document) ? document : {};
  }

  /**
   * The object that a reference leads to, or the value itself.
   * @param trail references that were followed to get here; new ones are added.
   * @throws UnreadableError if there is no object, or the reference leads back to itself.
   */
  follow(value: unknown, trail = new Set<string>()): Node {
    if (!isNode(value)) {
      throw new UnreadableError(`the description has ${quote(value)} where an object must be`);
    }
    const { $ref: reference } = value;
    if (reference === undefined) return value;
    if (typeof reference !== "string" || !reference.startsWith("#/")) {
      throw new UnreadableError(`the description has the reference ${quote(reference)}`);
    }
    if (trail.has(reference)) {
      throw new UnreadableError(`the reference "${reference}" leads back to itself`);
    }
    trail.add(reference);
    return this.follow(this.#at(reference), trail);
  }

  /** @see RFC 6901 §6 for a JSON pointer in a reference. */
  #at(reference: string): unknown {
    let value: unknown = this.root;
    for (const part of reference.slice(2).split("/")) {
      const key = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
      if ((!isNode(value) && !Array.isArray(value)) || !Object.hasOwn(value, key)) {
        throw new UnreadableError(`the reference "${reference}" leads to nothing`);
      }
      value = (value as Node)[key];
    }
    return value;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The items of an array; none if the value is no array. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function quote(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
