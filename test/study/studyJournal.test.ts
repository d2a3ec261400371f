/** The journal of a running study under every tear a kill can make. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JournalStorage, memoryJournal, openJournal } from "../../src/study/studyJournal.ts";
import { DataError } from "../../src/numeric/errors.ts";

const items = [["a", 1], ["b/2", { text: "line\nbreak  and \u{1F600}" }], ["c", [true, null]]] as const;

async function written(): Promise<string> {
  const storage = memoryJournal();
  const { record } = await openJournal(storage, "plan");
  await Promise.all(items.map(([key, result]) => record(key, result)));
  return storage.text();
}

/** Finished items of a text, as far as whole lines go; a last line that lacks only its line break is whole. */
function whole(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    try {
      const entry = JSON.parse(line) as { done?: string };
      return entry.done === undefined ? [] : [entry.done];
    } catch {
      return [];
    }
  });
}

describe("openJournal", () => {
  it("gives back what was recorded", async () => {
    const text = await written();
    const { done } = await openJournal(memoryJournal(text), "plan");
    expect([...done]).toEqual(items.map(([key, result]) => [key, result]));
  });

  it("reads what is left after a tear at any character, and what is written after that", async () => {
    const text = await written();
    for (let cut = 0; cut <= text.length; cut++) {
      const storage = memoryJournal(text.slice(0, cut));
      const { done, record } = await openJournal(storage, "plan");
      expect([...done.keys()]).toEqual(whole(text.slice(0, cut)));
      await record("later", "x");
      const again = await openJournal(memoryJournal(storage.text()), "plan");
      expect([...again.done.keys()]).toEqual([...whole(text.slice(0, cut)), "later"]);
    }
  });

  it("survives tears in a row, also of its own notes, and pieces cut anywhere", async () => {
    const text = await written();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 50 }), async (cuts, width) => {
        let left = text;
        for (const cut of cuts) {
          // Each restart writes its notes and one item; the kill then takes the last `cut` characters that this restart wrote.
          const storage = memoryJournal(left);
          const { done, record } = await openJournal(storage, "plan");
          expect([...done.keys()]).toEqual(whole(left));
          await record(`item ${left.length}`, 0);
          const all = storage.text();
          left = all.slice(0, Math.max(left.length, all.length - cut));
        }
        const pieces: JournalStorage = {
          read: async function* () {
            for (let i = 0; i < left.length; i += width) yield left.slice(i, i + width);
          },
          append: () => Promise.resolve(),
        };
        expect([...(await openJournal(pieces, "plan")).done.keys()]).toEqual(whole(left));
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it("refuses another plan, another file, and a line that is broken in the middle", async () => {
    const text = await written();
    await expect(openJournal(memoryJournal(text), "other")).rejects.toThrow(/must be of this plan \(other\), got one of another \(plan\)/);
    await expect(openJournal(memoryJournal('{"done":"a","result":1}\n'), "plan")).rejects.toThrow(DataError);
    await expect(openJournal(memoryJournal('{"journal":"x","version":1,"plan":"plan"}\n'), "plan")).rejects.toThrow(/journal of version 1/);
    const lines = text.split("\n");
    lines[1] = lines[1].slice(0, 8);
    await expect(openJournal(memoryJournal(lines.join("\n")), "plan")).rejects.toThrow(/journal:2: expected a JSON object/);
  });

  it("an append that fails fails all that follow", async () => {
    const storage: JournalStorage = { read: () => Promise.resolve(""), append: (text) => (text.includes("b") && text.includes("done") ? Promise.reject(new Error("disk full")) : Promise.resolve()) };
    const { record } = await openJournal(storage, "plan");
    await record("a", 1);
    await expect(record("b", 1)).rejects.toThrow("disk full");
    await expect(record("c", 1)).rejects.toThrow("disk full");
  });
});
