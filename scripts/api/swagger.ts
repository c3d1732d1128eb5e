import { Document, isNode, itemsOf, type Node, quote, UnreadableError } from "./document.ts";

/** An operation, with what it takes over from its path and from the document. */
export interface Described {
  /** By place and name, as in `query limit`. */
  readonly parameters: ReadonlyMap<string, Node>;
  /** By code; references are not followed yet. */
  readonly responses: ReadonlyMap<string, unknown>;
  readonly takesBasic: boolean;
  /** Media types of the request and of the answer; none if the document does not say. */
  readonly consumes: readonly unknown[];
  readonly produces: readonly unknown[];
  readonly isDeprecated: boolean;
}

/** A description in the format Swagger 2.0. */
export class Swagger {
  readonly document: Document;
  readonly version: string;
  /** One for each scheme. */
  readonly baseUrls: readonly string[];

  /** @throws UnreadableError if the document has another format. */
  constructor(json: unknown) {
    this.document = new Document(json);
    const { swagger, openapi, info, host, basePath, schemes, paths } = this.document.root;
    if (typeof openapi === "string" && openapi.startsWith("3")) {
      throw new UnreadableError("WP Engine publishes OpenAPI 3 now; this check reads Swagger 2.0");
    }
    const version = isNode(info) ? info["version"] : undefined;
    if (swagger !== "2.0" || typeof version !== "string" || !isNode(paths)) {
      throw new UnreadableError("it is not a Swagger 2.0 document");
    }
    this.version = version;
    this.baseUrls = itemsOf(schemes).map(
      (scheme) => `${wordOf(scheme)}://${wordOf(host)}${wordOf(basePath)}`,
    );
  }

  /** @returns undefined if the description does not have the operation. */
  operation(method: string, path: string): Described | undefined {
    const { root } = this.document;
    const paths = root["paths"] as Node;
    if (!Object.hasOwn(paths, path)) return undefined;
    const item = this.document.follow(paths[path]);
    if (!Object.hasOwn(item, method)) return undefined;
    const operation = this.document.follow(item[method]);
    const inherited = (key: string): readonly unknown[] => itemsOf(operation[key] ?? root[key]);
    return {
      parameters: this.#parameters(item, operation),
      responses: new Map(Object.entries(this.document.follow(operation["responses"] ?? {}))),
      takesBasic: inherited("security").some((choice) => this.#isBasic(choice)),
      consumes: inherited("consumes"),
      produces: inherited("produces"),
      isDeprecated: operation["deprecated"] === true,
    };
  }

  /** An operation's parameter replaces the path's parameter that has the same place and name. */
  #parameters(item: Node, operation: Node): Map<string, Node> {
    const all = [...itemsOf(item["parameters"]), ...itemsOf(operation["parameters"])];
    return new Map(
      all
        .map((parameter) => this.document.follow(parameter))
        .map((parameter) => [keyOf(parameter), parameter] as const),
    );
  }

  /** Whether Basic authentication is enough for one of the ways to sign in. */
  #isBasic(choice: unknown): boolean {
    const { securityDefinitions: schemes } = this.document.root;
    const names = isNode(choice) ? Object.keys(choice) : [];
    return (
      names.length > 0 &&
      names.every((name) => {
        const scheme = isNode(schemes) && Object.hasOwn(schemes, name) ? schemes[name] : undefined;
        return isNode(scheme) && scheme["type"] === "basic";
      })
    );
  }
}

/** A request has one body, whatever its name. The names of headers are the same in every case. */
function keyOf({ in: place, name }: Node): string {
  if (typeof place !== "string" || typeof name !== "string") {
    throw new UnreadableError(
      `a parameter has the place ${quote(place)} and the name ${quote(name)}`,
    );
  }
  if (place === "body") return "body";
  return `${place} ${place === "header" ? name.toLowerCase() : name}`;
}

function wordOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
