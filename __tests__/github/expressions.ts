import { BooleanData } from "@actions/expressions/data/boolean";
import { Dictionary } from "@actions/expressions/data/dictionary";
import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { StringData } from "@actions/expressions/data/string";
import { Evaluator } from "@actions/expressions/evaluator";
import { Lexer } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import { truthy } from "@actions/expressions/result";

/** The status functions of a condition. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

/** Nested text values, for example of the context `steps`. */
export interface Values {
  readonly [key: string]: string | Values;
}

export interface Contexts {
  readonly steps?: Values;
  readonly needs: Values;
}

export interface Expression {
  readonly text: (contexts: Contexts, status: Status) => string;
  readonly isTrue: (contexts: Contexts, status: Status) => boolean;
}

const STATUS_FUNCTIONS = ["success", "failure", "cancelled", "always"] as const;

/** An expression, evaluated by GitHub's code. Only the contexts `steps` and `needs` are known. */
export function compile(source: string): Expression {
  const noArguments = { minArgs: 0, maxArgs: 0 };
  const signatures = STATUS_FUNCTIONS.map((name) => ({ name, ...noArguments }));
  const tree = new Parser(new Lexer(source).lex().tokens, ["steps", "needs"], signatures).parse();
  const evaluate = ({ steps = {}, needs }: Contexts, status: Status): ExpressionData => {
    const functions = STATUS_FUNCTIONS.map((name) => {
      const value = name === "always" || status[name];
      return [name, { name, ...noArguments, call: () => new BooleanData(value) }] as const;
    });
    return new Evaluator(tree, dataOf({ steps, needs }), new Map(functions)).evaluate();
  };
  return {
    text: (contexts, status) => evaluate(contexts, status).coerceString(),
    isTrue: (contexts, status) => truthy(evaluate(contexts, status)),
  };
}

function dataOf(values: Values): Dictionary {
  const pairs = Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? new StringData(value) : dataOf(value),
  }));
  return new Dictionary(...pairs);
}
