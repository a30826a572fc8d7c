import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { packZip, unpackZip } from "./zip";

const files = [
  { path: "data-analyst/AGENT.md", content: "Zähle.\r\n" },
  { path: "data-analyst/skills/charting/SKILL.md", content: "" },
];

/** Where a zip's central directory says how large an entry is when unpacked. */
const DECLARED_SIZE = 24;

/** A zip whose entry claims another size than it has. */
function claiming(size: number): Uint8Array {
  const zip = Buffer.from(zipSync({ "AGENT.md": new Uint8Array(3_000_000) }));
  zip.writeUInt32LE(size, zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + DECLARED_SIZE);
  return zip;
}

describe("a zip", () => {
  it("gives back what was packed, and is the same bytes each time", () => {
    expect(unpackZip(packZip(files))).toEqual(files);
    expect(Buffer.from(packZip(files)).equals(packZip(files))).toBe(true);
  });

  it.each(["../AGENT.md", "a/../../AGENT.md", "/etc/AGENT.md", "C:/AGENT.md", "a\\AGENT.md", "a\nb/AGENT.md"])(
    "with the path %j is refused",
    (path) => expect(() => unpackZip(zipSync({ [path]: strToU8("x") }))).toThrow("was not unpacked"),
  );

  it("that would fill the memory is refused before it is unpacked", () => {
    const bomb = zipSync(
      Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}.md`, new Uint8Array(1_000_000)])),
      { level: 1 },
    );
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => unpackZip(bomb)).toThrow("more than 8000000 bytes");
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`${n}.md`, new Uint8Array(0)]));
    expect(() => unpackZip(zipSync(many))).toThrow("more than 2000 files");
  });

  it("that lies about its size gives no more than it claims", () => {
    expect(unpackZip(claiming(10))[0]?.content.length).toBeLessThanOrEqual(10);
    expect(() => unpackZip(claiming(4_000_000_000))).toThrow("more than 8000000 bytes");
  });

  it("counts an entry that is not packed by what it takes, whatever it claims", () => {
    const stored = Buffer.from(zipSync({ "AGENT.md": new Uint8Array(9_000_000) }, { level: 0 }));
    stored.writeUInt32LE(0, stored.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + DECLARED_SIZE);
    expect(() => unpackZip(stored)).toThrow("more than 8000000 bytes");
  });

  it("leaves out what systems put beside, and refuses what is no zip", () => {
    const zip = zipSync({ "__MACOSX/._AGENT.md": strToU8("x"), ".DS_Store": strToU8("x"), "AGENT.md": strToU8("y") });
    expect(unpackZip(zip)).toEqual([{ path: "AGENT.md", content: "y" }]);
    expect(() => unpackZip(strToU8("no zip at all, but long enough to hold an end"))).toThrow("no zip file");
    expect(() => unpackZip(new Uint8Array(0))).toThrow("no zip file");
  });
});
