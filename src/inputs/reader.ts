import { secretsIn } from "./credentials.ts";
import { parseDurationMs } from "../util/duration.ts";
import { InputError } from "./errors.ts";
import { invisibleIn, showInvisible } from "../util/invisible.ts";
import { sanitize, redactorOf } from "../util/sanitize.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Booleans of the YAML 1.2 core schema. @see YAML 1.2.2 §10.3.2 */
const TRUE = ["true", "True", "TRUE"];
const FALSE = ["false", "False", "FALSE"];

const WANTS_NO_GAP =
  "Look for an unset variable, a line break at the end of a value, or an extra comma";

const WANTS_LIST =
  ". To set several, write one per line (in a block that starts with |, not >) or separate them with commas";

interface DistinctOptions {
  readonly wants: (text: string) => string;
  readonly ifEmpty: string;
  readonly atMost: number;
}

/** Reads the runner's `INPUT_…` variables. A blank input counts as not set: its default applies. */
export class InputReader<Name extends string> {
  readonly #env: Environment;
  readonly #defaults: Readonly<Record<Name, string>>;
  /** In the order in which they were found. */
  readonly breaches: InputError[] = [];
  /** What was changed in the inputs, as sentences. */
  readonly notices: string[] = [];

  constructor(env: Environment, defaults: Readonly<Record<Name, string>>) {
    this.#env = env;
    this.#defaults = defaults;
  }

  /** @returns undefined if `read` throws an InputError, which is noted. */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.breaches.push(error);
      return undefined;
    }
  }

  isSet(name: Name): boolean {
    return this.#raw(name).trim() !== "";
  }

  text(name: Name): string {
    return this.#raw(name).trim() || this.#defaults[name];
  }

  /**
   * Elements of a list, one per line or comma-separated. One final line break is dropped. Any other empty element is a
   * breach: a list must not shrink silently.
   * @param parse returns undefined if the text is no element.
   * @param wants what to use in place of an element that is wrong.
   * @throws InputError
   */
  list<T>(
    name: Name,
    parse: (text: string) => T | undefined,
    wants: (text: string) => string,
  ): T[] {
    const elements = this.isSet(name)
      ? this.#raw(name)
          .replace(/(\r\n|[\r\n])$/, "")
          .split(/\r\n|[\r\n,]/)
          .map((element) => element.trim())
      : [];
    const empty = elements.indexOf("");
    if (empty !== -1) {
      const fault = `has an empty element at position ${empty + 1} of ${elements.length}`;
      throw new InputError(name, `${fault}. ${WANTS_NO_GAP}`);
    }
    return elements.map((element) => {
      const value = parse(element);
      if (value !== undefined) return value;
      const fault = `${elements.length === 1 ? "is" : "contains"} ${this.quote(element)}`;
      const wantsList = /[\s;[\]]/.test(element) ? WANTS_LIST : "";
      throw new InputError(name, `${fault}. ${wants(element)}${wantsList}`);
    });
  }

  /**
   * Elements of a list that has at least one, at most `atMost`, and none twice.
   * @param parse returns undefined if the text is no element, and equal values for texts that mean the same.
   * @param wants what to use in place of an element that is wrong.
   * @param ifEmpty the fault and what to set if there is none.
   * @throws InputError
   */
  distinct<T extends string>(
    name: Name,
    parse: (text: string) => T | undefined,
    { wants, ifEmpty, atMost }: DistinctOptions,
  ): T[] {
    const elements = this.list(name, parse, wants);
    if (elements.length === 0) throw new InputError(name, ifEmpty, true);
    if (elements.length > atMost) {
      const fault = `has ${elements.length} elements, and the limit is ${atMost}. Split them among several jobs`;
      throw new InputError(name, fault);
    }
    const second = elements.findIndex((element, index) => elements.indexOf(element) < index);
    const twice = elements[second];
    if (twice === undefined) return elements;
    const first = elements.indexOf(twice);
    const fault = `contains ${this.quote(twice)} twice, at positions ${first + 1} and ${second + 1}. List each value once`;
    throw new InputError(name, fault);
  }

  /** @throws InputError */
  durationMs(name: Name, longestMs: number, wants: string, unit?: { days: boolean }): number {
    const text = this.text(name);
    const ms = parseDurationMs(text, unit);
    if (ms !== undefined && ms > 0 && ms <= longestMs) return ms;
    throw new InputError(name, `is ${this.quote(text)}. ${wants}`);
  }

  /** @throws InputError */
  boolean(name: Name): boolean {
    const text = this.text(name);
    if (TRUE.includes(text)) return true;
    if (FALSE.includes(text)) return false;
    throw new InputError(name, `is ${this.quote(text)}. Set it to true or false`);
  }

  /**
   * Notes each variable that is a declared input once `_` is read as `-`: the runner only warns about it. But act leaves
   * the inputs of a composite wrapper in the environment of its inner steps.
   */
  noteMisspelled(): void {
    for (const [variable, value = ""] of Object.entries(this.#env)) {
      const spelled = /^INPUT_(.+)/i.exec(variable)?.[1]?.toLowerCase() ?? "";
      const meant = spelled.replaceAll("_", "-") as Name;
      if (!Object.hasOwn(this.#defaults, meant)) continue;
      const right = this.text(meant);
      if (["", right].includes(value.trim()) || right !== this.#defaults[meant]) continue;
      this.breaches.push(new InputError(spelled, `is not an input name. Use ${meant} instead`));
    }
  }

  /** A value in quotation marks, safe to print, with a remark on characters that people may not see in it. */
  quote(text: string): string {
    const redacted = redactorOf(secretsIn(this.#env))(text).replace(/[\r\n]+/g, " ");
    const invisible = invisibleIn(redacted);
    const quoted = /^["'“‘].*["'”’]$/.test(redacted) ? " (remove the quotation marks)" : "";
    const remark = invisible === undefined ? quoted : ` (with ${invisible})`;
    return `"${sanitize(showInvisible(redacted), 80)}"${remark}`;
  }

  /** The raw value: the runner keeps the hyphens of an input's name. */
  #raw(name: Name): string {
    return this.#env[`INPUT_${name.toUpperCase()}`] ?? "";
  }
}
