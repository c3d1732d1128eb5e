import { type Difference, harm, news } from "./difference.ts";
import { type Document, quote } from "./document.ts";
import { limitsOn } from "./limits.ts";
import type { Shape } from "./relied-on.ts";
import { readSchema, type Schema } from "./schema.ts";

/** Compares a value that the action uses with its schema, and so all fields and items that the action uses. */
export class ShapeComparison {
  readonly #document: Document;
  readonly #use: "reads" | "sends";
  readonly #kind: string;

  /** @param kind what stands before a path in sentences, with a space at its end. */
  constructor(document: Document, use: "reads" | "sends", kind = "") {
    this.#document = document;
    this.#use = use;
    this.#kind = kind;
  }

  /** @param path as in `results[].id`; empty for the whole body. */
  value(shape: Shape, described: unknown, path: string): Difference[] {
    const schema = readSchema(this.#document, described);
    if (schema.types.join() !== shape.type || !this.#takesFormat(shape, schema)) {
      const use = `the action ${this.#use} ${this.#nameOf(path)} with ${spoken(shape.type, shape.format)}`;
      const type = spoken(schema.types.join(" or "), schema.format);
      return [harm(`${use}. In the description, it has ${type}.`)];
    }
    return [
      ...(this.#use === "sends" ? limitsOn(shape, schema, this.#nameOf(path)) : []),
      ...this.#words(shape, schema, path),
      ...(shape.items === undefined
        ? []
        : this.value(shape.items, schema.items ?? {}, `${path}[]`)),
      ...this.#fields(shape, schema, path),
    ];
  }

  /** The action can send what has a format although none is required, and read what has one that it does not need. */
  #takesFormat({ type, format }: Shape, schema: Schema): boolean {
    if (format === schema.format || type === "integer") return true;
    return this.#use === "sends" ? schema.format === undefined : format === undefined;
  }

  #words({ words }: Shape, schema: Schema, path: string): Difference[] {
    if (words === undefined) return [];
    const name = this.#nameOf(path);
    if (schema.words === undefined) {
      return [
        harm(`the action knows each value of ${name}. The description no longer lists them.`),
      ];
    }
    const listed = schema.words.map(quote);
    const known = words.map(quote);
    return [
      ...known
        .filter((word) => !listed.includes(word))
        .map((word) =>
          harm(
            `the action knows the value ${word} of ${name}. The description no longer lists it.`,
          ),
        ),
      ...listed
        .filter((word) => !known.includes(word))
        .map((word) =>
          harm(`the action does not know the value ${word} of ${name}. The description lists it.`),
        ),
    ];
  }

  #fields({ fields, unused = [] }: Shape, schema: Schema, parent: string): Difference[] {
    if (fields === undefined) return [];
    const pathOf = (field: string): string => (parent === "" ? field : `${parent}.${field}`);
    const known = [...Object.keys(fields), ...unused];
    const described = new Set([...schema.properties.keys(), ...schema.required]);
    return [
      ...Object.entries(fields).flatMap(([field, shape]) =>
        this.#field(field, shape, schema, pathOf(field)),
      ),
      ...[...described]
        .filter((field) => !known.includes(field))
        .map((field) => this.#newField(pathOf(field), schema.required.has(field))),
    ];
  }

  #field(field: string, shape: Shape, schema: Schema, path: string): Difference[] {
    const property = schema.properties.get(field);
    const name = this.#nameOf(path);
    if (property === undefined) {
      return [harm(`the action ${this.#use} ${name}. The description has no such field.`)];
    }
    const isNeeded = this.#use === "reads" && shape.isRequired === true;
    const isNull = isNeeded && readSchema(this.#document, property).isNullable;
    const needs = `the action needs a value in ${name}. In the description,`;
    return [
      ...(isNeeded && !schema.required.has(field) ? [harm(`${needs} the field is optional.`)] : []),
      ...(isNull ? [harm(`${needs} it can be null.`)] : []),
      ...this.value(shape, property, path),
    ];
  }

  #newField(path: string, isRequired: boolean): Difference {
    const name = this.#nameOf(path);
    if (this.#use === "reads")
      return news(`the action does not read ${name}. The description adds it.`);
    if (isRequired) return harm(`the action does not send ${name}. The description requires it.`);
    return news(`the action does not send ${name}. The description adds it as optional.`);
  }

  #nameOf(path: string): string {
    return path === ""
      ? `the ${this.#use === "reads" ? "answer" : "body"}`
      : `the ${this.#kind}${path}`;
  }
}

function spoken(type: string, format: string | undefined): string {
  const suffix = format === undefined ? "" : ` (${format})`;
  return type === "" ? `no type${suffix}` : `the type ${type}${suffix}`;
}
