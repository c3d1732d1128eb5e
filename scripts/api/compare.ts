import { ShapeComparison } from "./compare-shape.ts";
import { type Difference, harm, news } from "./difference.ts";
import { type Operation, type Reliance, SENT_HEADERS } from "./relied-on.ts";
import type { Described, Swagger } from "./swagger.ts";

/**
 * What is different, in the order of what the action relies on. Other operations are not compared.
 * @throws UnreadableError if the description contradicts its format.
 */
export function compare(relied: Reliance, swagger: Swagger): Difference[] {
  return [
    ...compareVersion(relied, swagger),
    ...compareAddress(relied, swagger),
    ...relied.operations.flatMap((operation) => compareOperation(operation, swagger)),
  ];
}

function compareVersion({ version }: Reliance, swagger: Swagger): Difference[] {
  if (swagger.version === version) return [];
  return [news(`Version: this check knows ${version}. The description has ${swagger.version}.`)];
}

function compareAddress({ baseUrl }: Reliance, { baseUrls }: Swagger): Difference[] {
  if (baseUrls.includes(baseUrl)) return [];
  const described = baseUrls.length === 0 ? "no address" : baseUrls.join(" and ");
  return [
    harm(`Address: the action sends requests to ${baseUrl}. The description has ${described}.`),
  ];
}

function compareOperation(operation: Operation, swagger: Swagger): Difference[] {
  const described = swagger.operation(operation.method, operation.path);
  const differences =
    described === undefined
      ? [harm("the action sends this request. The description does not have it.")]
      : [
          ...compareCall(operation, described),
          ...compareParameters(operation, described, swagger),
          ...compareNewParameters(operation, described),
          ...compareBody(operation, described, swagger),
          ...compareAnswer(operation, described, swagger),
          ...compareCodes(operation, described),
        ];
  const where = `${operation.method.toUpperCase()} ${operation.path}`;
  return differences.map(({ matters, text }) => ({ matters, text: `${where}: ${text}` }));
}

function compareCall({ body }: Operation, described: Described): Difference[] {
  const { takesBasic, consumes, produces, isDeprecated } = described;
  const faults = [
    takesBasic
      ? ""
      : "signs in with Basic authentication. The description does not accept it on its own.",
    body === undefined || hasJson(consumes)
      ? ""
      : "sends JSON. The description does not accept it.",
    hasJson(produces) ? "" : "reads JSON. The description does not offer it.",
    isDeprecated ? "sends this request. The description says that it is deprecated." : "",
  ];
  return faults.filter((fault) => fault !== "").map((fault) => harm(`the action ${fault}`));
}

/** A document that lists no media types allows each. */
function hasJson(types: readonly unknown[]): boolean {
  const isJson = (type: unknown): boolean =>
    /^(application\/json|\*\/\*)\s*(;|$)/i.test(String(type));
  return types.length === 0 || types.some(isJson);
}

function compareParameters(
  { parameters }: Operation,
  described: Described,
  { document }: Swagger,
): Difference[] {
  const shapes = new ShapeComparison(document, "sends");
  return Object.entries(parameters).flatMap(([key, shape]) => {
    const parameter = described.parameters.get(key);
    if (parameter === undefined) {
      return [harm(`the action sends the ${spoken(key)}. The description does not have it.`)];
    }
    const lacks = parameter["required"] === true && shape.isRequired !== true;
    const sends = `the action does not always send the ${spoken(key)}`;
    return [
      ...(lacks ? [harm(`${sends}. The description requires it.`)] : []),
      ...shapes.value(shape, parameter, spoken(key)),
    ];
  });
}

/** As in `query parameter limit`, for the key `query limit`. */
function spoken(key: string): string {
  return key.replace(" ", " parameter ");
}

function compareNewParameters(operation: Operation, described: Described): Difference[] {
  const { parameters, unusedParameters, body } = operation;
  const sent = [
    ...Object.keys(parameters),
    ...SENT_HEADERS,
    ...(body === undefined ? [] : ["body"]),
  ];
  return [...described.parameters]
    .filter(([key]) => !sent.includes(key))
    .flatMap(([key, { required }]) => {
      const sends = `the action does not send the ${spoken(key)}. The description`;
      if (required === true) return [harm(`${sends} requires it.`)];
      return unusedParameters.includes(key) ? [] : [news(`${sends} adds it as optional.`)];
    });
}

function compareBody(
  { body }: Operation,
  described: Described,
  { document }: Swagger,
): Difference[] {
  if (body === undefined) return [];
  const parameter = described.parameters.get("body");
  if (parameter === undefined) return [harm("the action sends a body. The description has none.")];
  return new ShapeComparison(document, "sends", "body field ").value(body, parameter["schema"], "");
}

function compareAnswer(
  { success, answer }: Operation,
  { responses }: Described,
  { document }: Swagger,
): Difference[] {
  const response = responses.get(success);
  if (response === undefined) return [];
  const { schema } = document.follow(response);
  if (schema === undefined) {
    return [harm("the action reads the body of the answer. The description has none.")];
  }
  return new ShapeComparison(document, "reads", "field ").value(answer, schema, "");
}

function compareCodes(
  { success, errors, unusedCodes }: Operation,
  { responses }: Described,
): Difference[] {
  const relied = [success, ...errors];
  const known = [...relied, ...unusedCodes];
  return [
    ...relied
      .filter((code) => !responses.has(code))
      .map((code) =>
        harm(`the action knows the code ${code}. The description no longer lists it.`),
      ),
    ...[...responses.keys()]
      .filter((code) => !known.includes(code) && !code.startsWith("x-"))
      .map((code) => news(`the action does not expect the code ${code}. The description adds it.`)),
  ];
}
