import { type Document, isNode, itemsOf, type Node, UnreadableError } from "./document.ts";

/** Nested lists of parts can double the number of parts with each level. */
const MAX_PARTS = 500;

/** A schema, merged with the schemas in its `allOf`. Its properties and items can still be references. */
export interface Schema {
  readonly types: readonly string[];
  readonly format: string | undefined;
  readonly isNullable: boolean;
  /** The only values that are allowed. */
  readonly words: readonly unknown[] | undefined;
  readonly items: unknown;
  readonly properties: ReadonlyMap<string, unknown>;
  readonly required: ReadonlySet<string>;
  /** What was merged. Each part can limit the allowed values. */
  readonly parts: readonly Node[];
}

/**
 * Reads a schema, or a parameter that is its own schema.
 * @throws UnreadableError if a reference leads nowhere or back to itself.
 */
export function readSchema(document: Document, value: unknown): Schema {
  const parts: Node[] = [];
  collect(document, value, new Set(), parts);
  const firstOf = (key: string): unknown => parts.find((part) => part[key] !== undefined)?.[key];
  const properties = propertiesOf(document, parts);
  // A type can be a list: WP Engine does not write so, but some tools do.
  const said = [firstOf("type") ?? (properties.size > 0 ? "object" : [])].flat();
  const types = said.map(String).filter((type) => type !== "null");
  const format = firstOf("format");
  return {
    types,
    format: typeof format === "string" ? format : undefined,
    isNullable: said.length > types.length || parts.some((part) => part["x-nullable"] === true),
    words: wordsOf(parts),
    items: firstOf("items"),
    properties,
    required: new Set(parts.flatMap((part) => itemsOf(part["required"])).map(String)),
    parts,
  };
}

function collect(
  document: Document,
  value: unknown,
  trail: ReadonlySet<string>,
  parts: Node[],
): void {
  const own = new Set(trail); // Two parts can have the same reference, so each part has its own trail.
  const node = document.follow(value, own);
  parts.push(node);
  if (parts.length > MAX_PARTS) throw new UnreadableError("a schema has too many parts");
  for (const part of itemsOf(node["allOf"])) collect(document, part, own, parts);
}

function propertiesOf(document: Document, parts: readonly Node[]): Map<string, unknown> {
  const properties = new Map<string, unknown>();
  for (const { properties: some } of parts) {
    for (const [name, property] of Object.entries(isNode(some) ? document.follow(some) : {})) {
      const earlier = properties.get(name);
      properties.set(name, earlier === undefined ? property : { allOf: [earlier, property] });
    }
  }
  return properties;
}

/** A value must be in every list that a part has. */
function wordsOf(parts: readonly Node[]): readonly unknown[] | undefined {
  const lists = parts.filter((part) => part["enum"] !== undefined).map(({ enum: words }) => words);
  if (!lists.every(Array.isArray))
    throw new UnreadableError("the description has an enum that is not a list");
  const [first, ...rest] = lists as (readonly unknown[])[];
  return first?.filter((word) => rest.every((list) => list.includes(word)));
}
