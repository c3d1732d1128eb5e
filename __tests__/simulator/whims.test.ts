import { describe, expect, test } from "vitest";
import { parseFaults } from "../../simulator/wpengine/faults.ts";
import { type Kept, keptOf } from "../../simulator/wpengine/whims.ts";
import { ask, request, withSimulator } from "./asking.ts";

describe("changes to a description", () => {
  test.each<[string, string, Kept]>([
    ["kept", "[gate 0a1b2c] x", "[gate 0a1b2c] x"],
    ["null", "x", null],
    ["absent", "x", undefined],
    ["own:", "x", ""],
    ["own:Manual backup", "x", "Manual backup"],
    ["null|own:Manual backup", "x", "Manual backup"],
    ["absent|upper", "x", undefined],
    ["prefix:Manual: ", "x", "Manual: x"],
    ["suffix:...", "x", "x..."],
    ["cut:5", "a🦊bcdef", "a🦊bcd"],
    ["cut:3...", "abcdef", "abc..."],
    ["cut:3…", "abc", "abc"],
    ["bytes:3", "a🦊b", "a\ufffd"],
    ["words:2 …", "one two three", "one two …"],
    ["upper", "[gate 0a1b2c]", "[GATE 0A1B2C]"],
    ["lower", "Pre-Deploy", "pre-deploy"],
    ["squeezed", "  a \r\n b  ", "a b"],
    ["doubled", "a b", "a  b"],
    ["lf", "a\r\nb", "a\nb"],
    ["plain", "a🦊❤️b", "a❤b"],
    ["ascii", "a🦊b\u00fc", "a?b?"],
    ["escaped", `<a> & "b"'`, "&lt;a&gt; &amp; &quot;b&quot;&#39;"],
    ["text", "[gate 0a1b2c, run 1, attempt 1] Text [1]", "Text [1]"],
    ["lf|plain|cut:3", "a\r\n🦊bcd", "a\nb"],
  ])("%s", (whim, sent, kept) => {
    expect(keptOf(whim, sent)).toBe(kept);
  });

  test("an unknown change is an error, also in a posted fault", () => {
    expect(() => keptOf("cut:3|shout", "x")).toThrow(/Unknown change "shout"\. Use kept, null,/);
    expect(() => parseFaults('[{"kind":"none","whim":"shout"}]')).toThrow("shout");
  });
});

test("a requested backup has the changed description, and is listed when it is no longer hidden", async () => {
  await withSimulator({ speed: 1_000 }, async (simulator, installId) => {
    const path = `/installs/${installId}/backups`;
    simulator.script({ kind: "none", on: "create", whim: "cut:2", hiddenMs: 60_000 });
    const created = await ask(simulator, "create", path, { body: request });
    expect(created.body["description"]).toBe("By");
    const shown = await ask(simulator, "show", `${path}/${String(created.body["id"])}`);
    expect(shown.body["description"]).toBe("By");
    expect((await ask(simulator, "list", path)).body["results"]).toEqual([]);
    await expect
      .poll(async () => (await ask(simulator, "list", path)).body["results"])
      .toEqual([expect.objectContaining({ description: "By" })]);
    expect(simulator.host.everything(installId)[0]?.description).toBe("By hand");
  });
});
