const SERVER = /^https:\/\/[\w.-]+(?::\d+)?\/?$/;
/** An owner and a repository, neither of which is `.` or `..`. */
const REPOSITORY = /^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/;
/** A branch, tag or commit that needs no escaping in a URL. */
const REF = /^(?!.*(?:\.\.|\/\/))\w[\w./-]*$/;
const MAX_CHARS = 255;

/**
 * The URL of an annotation's entry in docs/troubleshooting.md, at the ref of the running action. Empty if the runner does
 * not report the action's repository and ref (`uses: ./`), or reports them in a form that a URL can't have.
 * It imports nothing and uses old syntax, because it also runs if Node is too old for the action.
 * @param title of the annotation.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function helpPage(title: string, env: Readonly<Record<string, string | undefined>>): string {
  const server = env["GITHUB_SERVER_URL"] || "https://github.com";
  const repository = env["GITHUB_ACTION_REPOSITORY"] || "";
  const ref = env["GITHUB_ACTION_REF"] || "";
  const isShort = [server, repository, ref].every((text) => text.length <= MAX_CHARS);
  const isPlain = SERVER.test(server) && REPOSITORY.test(repository) && REF.test(ref);
  if (!isShort || !isPlain) return "";
  const page = `${repository}/blob/${ref}/docs/troubleshooting.md`;
  return `${server.replace(/\/$/, "")}/${page}#${anchorOf(title)}`;
}

/** The anchor that GitHub gives a heading: lower case, without punctuation, with hyphens for spaces. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replace(/ /g, "-");
}

/** The last line of a closing annotation, with the line break before it. Empty without a URL. */
export function helpLine(title: string, env: Readonly<Record<string, string | undefined>>): string {
  const page = helpPage(title, env);
  return page === "" ? "" : `\nTroubleshooting: ${page}`;
}
