import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../../simulator/runner.ts";
import { RESULTS } from "../github/player.ts";

interface Form {
  readonly name: string;
  readonly body: readonly {
    readonly type: string;
    readonly id?: string;
    readonly attributes: {
      readonly label?: string;
      readonly description?: string;
      readonly options?: readonly string[];
    };
    readonly validations?: { readonly required?: boolean };
  }[];
}

const FOLDER = join(ROOT, ".github/ISSUE_TEMPLATE");
const names = (await readdir(FOLDER)).sort();
const textOf = (name: string): Promise<string> => readFile(join(FOLDER, name), "utf8");
const formNames = names.filter((name) => name !== "config.yml");
const forms = new Map(
  await Promise.all(
    formNames.map(async (name) => [name, parse(await textOf(name)) as Form] as const),
  ),
);

const text = { type: "string", minLength: 1 };
const texts = { type: "array", minItems: 1, uniqueItems: true, items: text };

/** Schema of an object with these properties and no others. Properties with a `?` are optional. */
function object(properties: Readonly<Record<string, object>>): object {
  const entries = Object.entries(properties);
  return {
    type: "object",
    additionalProperties: false,
    required: entries.map(([name]) => name).filter((name) => !name.endsWith("?")),
    properties: Object.fromEntries(
      entries.map(([name, schema]) => [name.replace("?", ""), schema]),
    ),
  };
}

function element(type: string, attributes: Readonly<Record<string, object>>): object {
  const shared = { type: { const: type }, attributes: object(attributes) };
  if (type === "markdown") return object(shared);
  const id = { type: "string", pattern: "^[A-Za-z0-9_-]+$" };
  return object({
    ...shared,
    "id?": id,
    "validations?": object({ "required?": { type: "boolean" } }),
  });
}

const shared = { label: text, "description?": text };
const field = { ...shared, "placeholder?": text, "value?": text };

/**
 * The elements that our forms use, and their attributes.
 * @see https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
 */
const ELEMENT = {
  oneOf: [
    element("markdown", { value: text }),
    element("input", field),
    element("textarea", { ...field, "render?": text }),
    element("dropdown", { ...shared, options: texts, "multiple?": { type: "boolean" } }),
  ],
};
/** @see https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms */
const FORM = object({
  name: text,
  description: text,
  "labels?": texts,
  "title?": text,
  body: { type: "array", minItems: 1, items: ELEMENT },
});
/** @see https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/configuring-issue-templates-for-your-repository */
const CONFIG = object({
  blank_issues_enabled: { type: "boolean" },
  contact_links: {
    type: "array",
    items: object({ name: text, url: { type: "string", pattern: "^https://" }, about: text }),
  },
});

function schemaErrors(schema: object, value: unknown): unknown {
  const validate = new Ajv({ strict: false }).compile(schema);
  validate(value);
  return validate.errors;
}

test("there are forms for bugs and for questions", () => {
  expect(names).toEqual(["bug.yml", "config.yml", "question.yml"]);
});

test("the configuration of the template chooser is valid", async () => {
  expect(schemaErrors(CONFIG, parse(await textOf("config.yml")))).toBeNull();
});

describe.each([...forms])("the form %s", (_, form) => {
  test("is valid by GitHub's form schema", () => {
    expect(schemaErrors(FORM, form)).toBeNull();
  });

  test("has fields with unique IDs and labels", () => {
    const fields = form.body.filter(({ type }) => type !== "markdown");
    expect(fields.length).toBeGreaterThan(0);
    for (const values of [
      fields.map(({ id }) => id),
      fields.map((each) => each.attributes.label),
    ]) {
      expect(values).not.toContain(undefined);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test("says what a log reveals", () => {
    const descriptions = form.body.map(({ attributes }) => attributes.description ?? "");
    const words = descriptions.join(" ").replaceAll(/\s+/g, " ");
    expect(words).toContain(
      "masks secrets in logs, but names and IDs of installs and backups are readable",
    );
  });
});

test("the forms have different names", () => {
  expect(new Set([...forms.values()].map(({ name }) => name)).size).toBe(forms.size);
});

test("the bug form asks for the version, each result of the action, the log, and what was expected", () => {
  const { body = [] } = forms.get("bug.yml") ?? {};
  const required = body.filter(({ validations }) => validations?.required === true);
  expect(required.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["version", "result", "expected", "log"]),
  );
  const options = body.find(({ id }) => id === "result")?.attributes.options;
  expect(options).toEqual([...RESULTS, "There is no result"]);
});

describe("the schema", () => {
  const good = {
    name: "A",
    description: "B",
    body: [{ type: "input", attributes: { label: "C" } }],
  };
  test("accepts a good form", () => {
    expect(schemaErrors(FORM, good)).toBeNull();
  });

  test.each([
    ["an unknown key", { ...good, assignee: "me" }],
    ["a missing description", { name: "A", body: good.body }],
    ["an empty body", { ...good, body: [] }],
    ["an unknown type", { ...good, body: [{ type: "text", attributes: { label: "C" } }] }],
    ["a missing label", { ...good, body: [{ type: "input", attributes: {} }] }],
    [
      "validations of a markdown element",
      { ...good, body: [{ type: "markdown", attributes: { value: "C" }, validations: {} }] },
    ],
    [
      "a duplicate option",
      { ...good, body: [{ type: "dropdown", attributes: { label: "C", options: ["D", "D"] } }] },
    ],
    ["an ID with a space", { ...good, body: [{ ...good.body[0], id: "a b" }] }],
  ])("rejects %s", (_, form) => {
    expect(schemaErrors(FORM, form)).not.toBeNull();
  });
});
